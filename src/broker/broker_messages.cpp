#include "base/escape.hpp"
#include "base/limits.hpp"
#include "broker/broker.hpp"
#include "mqtt/topic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::broker {

using mqtt::Awaiting;
using mqtt::Qos;

void Broker::on_publish(Connection& from, const mqtt::RawPacket& packet) {
  if (packet.skipped_size > 0) return violate(from, "a payload above the broker's limit");
  const auto publish = accept(from, mqtt::decode_publish(packet, from.version));
  if (!publish) return;
  if (options_.checks_utf8 && !mqtt::is_utf8_string(publish->topic)) {
    return violate(from, "a topic that is not a UTF-8 string [MQTT-1.5.3-1]");
  }
  const std::uint16_t identifier = publish->packet_identifier;
  if (publish->qos == Qos::exactly_once) {
    const mqtt::IdentifierSet& taken = store_->session(*from.session).flows().received();
    const bool is_repetition = taken.contains(identifier);
    if (!is_repetition) {
      if (taken.size() >= limits::broker_unreleased_max) {
        return violate(from, "more QoS 2 messages without PUBREL than the broker keeps");
      }
      change(Taken{*from.session, identifier});
    }
    answer(from, mqtt::Pubrec{identifier});
    if (is_repetition) return;
  } else if (publish->qos == Qos::at_least_once) {
    answer(from, mqtt::Puback{identifier});
  }
  route(*publish);
}

void Broker::on_puback(Connection& from, const mqtt::RawPacket& packet) {
  const auto puback = accept(from, mqtt::decode_puback(packet, from.version));
  if (puback) finish(from, puback->packet_identifier, Awaiting::puback);
}

void Broker::on_pubrec(Connection& from, const mqtt::RawPacket& packet) {
  const auto pubrec = accept(from, mqtt::decode_pubrec(packet, from.version));
  if (!pubrec) return;
  const std::uint16_t identifier = pubrec->packet_identifier;
  const auto* message = store_->session(*from.session).flows().find(identifier);
  if (message != nullptr && message->awaiting == Awaiting::pubrec) {
    change(Released{*from.session, identifier});
  }
  // The client waits for it even if we know nothing of the message any more.
  answer(from, mqtt::Pubrel{identifier});
}

void Broker::on_pubrel(Connection& from, const mqtt::RawPacket& packet) {
  const auto pubrel = accept(from, mqtt::decode_pubrel(packet, from.version));
  if (!pubrel) return;
  const std::uint16_t identifier = pubrel->packet_identifier;
  if (store_->session(*from.session).flows().received().contains(identifier)) {
    change(Forgotten{*from.session, identifier});
  }
  answer(from, mqtt::Pubcomp{identifier});
}

void Broker::on_pubcomp(Connection& from, const mqtt::RawPacket& packet) {
  const auto pubcomp = accept(from, mqtt::decode_pubcomp(packet, from.version));
  if (pubcomp) finish(from, pubcomp->packet_identifier, Awaiting::pubcomp);
}

/// An acknowledgement that nobody waits for is one of a message that no session has.
void Broker::finish(Connection& from, std::uint16_t packet_identifier, Awaiting awaiting) {
  const auto* message = store_->session(*from.session).flows().find(packet_identifier);
  if (message == nullptr || message->awaiting != awaiting) return;
  change(Finished{*from.session, packet_identifier});
  send_waiting(from);
}

/// Passes a message of a client on to everyone whose subscriptions match.
void Broker::route(const mqtt::Publish& message) {
  if (message.retain) retain(message);
  store_->subscriptions().match(message.topic, found_);
  for (const Subscriber& subscriber : found_) {
    deliver(subscriber.session, {.topic = message.topic,
                                 .payload = message.payload,
                                 .qos = std::min(message.qos, subscriber.qos)});
  }
}

void Broker::retain(const mqtt::Publish& message) {
  const std::size_t size = message.topic.size() + message.payload.size();
  const bool has_place =
      store_->retained().has_room(message.topic, message.payload.size()) && has_room(size);
  if (message.payload.empty() || has_place) {
    return change(Retained{message.topic, message.payload, message.qos});
  }
  observer_->on_loss(fmt::format("not retained, there is no room: {}", escape(message.topic)));
}

/// Sends a message to the client of a session, or lets it wait for it.
void Broker::deliver(SessionNumber number, const mqtt::Publish& message) {
  Connection* to = online(number);
  mqtt::Publish packet = message;
  // Any identifier holds the place of the real one until the message is sent.
  packet.packet_identifier = message.qos == Qos::at_most_once ? 0 : 1;
  packet_.clear();
  encode(packet_, packet);
  const StoredSession& session = store_->session(number);
  if (message.qos == Qos::at_most_once) {
    if (to == nullptr) return;
    if (to->output.size() < limits::broker_output_size_max) return write(*to, packet_);
  } else if (!has_room(packet_.size())) {
    return observer_->on_loss(fmt::format("message for {} lost, the broker keeps no more: {}",
                                          escape(session.client_id()), escape(message.topic)));
  } else if (session.has_room(packet_.size())) {
    change(Queued{number, packet_});
    if (to != nullptr) send_waiting(*to);
    return;
  }
  observer_->on_loss(fmt::format("message lost, {} takes no more: {}", escape(session.client_id()),
                                 escape(message.topic)));
}

/// Sends what waits, as far as the client keeps up.
void Broker::send_waiting(Connection& to) {
  if (!to.session) return;
  StoredSession& session = store_->session(*to.session);
  while (!to.end && !to.is_silent && session.is_waiting() && session.may_send() &&
         to.output.size() < limits::broker_output_size_max) {
    const std::uint16_t identifier = session.next_identifier();
    change(Sent{session.number(), identifier});
    write(to, session.flows().unfinished().back().packet.view());
  }
}

}  // namespace atmqtt::broker
