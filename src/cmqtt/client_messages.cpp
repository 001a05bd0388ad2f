#include "base/limits.hpp"
#include "cmqtt/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

/// The part of Client that sends and receives messages over its connection.
namespace atmqtt::cmqtt {

bool Client::has_room_to_publish() const {
  return session_.publications_unfinished() < limits::publish_in_flight_max;
}

void Client::publish(const mqtt::Publish& message, int limit_s) {
  const mqtt::Publication publication = session_.publish(message);
  begin(ClientEvent::publish, limit_s);
  packet_identifier_ = publication.packet_identifier;
  end_position_ = publication.end_position;
}

void Client::publish_cached(mqtt::Publish message, int limit_s) {
  message.topic = topic_.view();
  message.payload = payload_.view();
  publish(message, limit_s);
  topic_.clear();
  payload_.clear();
}

void Client::await(std::uint16_t packet_identifier) {
  packet_identifier_ = packet_identifier;
  if (packet_identifier != 0) return;
  report(Err::client_busy, "too many requests are unanswered");
  happen(ClientEvent::completed);
}

void Client::subscribe(std::span<const mqtt::Subscription> subscriptions, bool dup) {
  begin(ClientEvent::subscribe, acquired_.optimeout_s);
  if (environment_.config.settings.sub_read) subscribed_.ask(subscriptions);
  await(session_.subscribe(subscriptions, dup));
}

void Client::subscribe_cached(bool dup) {
  subscribe(subtopics_.subscriptions(), dup);
  subtopics_.clear();
}

void Client::subscribe_one(std::string_view filter, mqtt::Qos qos, bool dup) {
  const std::array<mqtt::Subscription, 1> one = {{{filter, qos}}};
  subscribe(one, dup);
}

void Client::unsubscribe(std::span<const std::string_view> filters, bool dup) {
  begin(ClientEvent::unsubscribe, acquired_.optimeout_s);
  if (environment_.config.settings.sub_read) subscribed_.ask_end(filters);
  await(session_.unsubscribe(filters, dup));
}

void Client::unsubscribe_cached(bool dup) {
  unsubscribe(unsubtopics_.filters(), dup);
  unsubtopics_.clear();
}

void Client::unsubscribe_one(std::string_view filter, bool dup) {
  const std::array<std::string_view, 1> one = {filter};
  unsubscribe(one, dup);
}

void Client::on_received(std::string_view octets) {
  bool has_more = true;
  while (has_more && link_ == Link::open) {
    const mqtt::Event event = session_.receive(octets);
    has_more = !octets.empty() || !std::holds_alternative<mqtt::Nothing>(event);
    handle(event);
    // What a packet brings is written before the next one is read, so that the order on the line
    // does not depend on how the octets were cut.
    environment_.line.flush(environment_.now);
    deliver();
  }
}

void Client::handle(const mqtt::Event& event) {
  struct Visitor {
    Client& client;
    void operator()(const mqtt::Nothing&) const {}
    void operator()(const mqtt::Connected& e) const { client.on_connected(e); }
    void operator()(const mqtt::Refused& e) const { client.on_refused(e); }
    void operator()(const mqtt::Message& e) const { client.on_message(e); }
    void operator()(const mqtt::Oversized& e) const { client.on_oversized(e); }
    void operator()(const mqtt::Published& e) const { client.on_published(e); }
    void operator()(const mqtt::Subscribed& e) const { client.on_subscribed(e); }
    void operator()(const mqtt::Unsubscribed& e) const { client.on_unsubscribed(e); }
    void operator()(const mqtt::ProtocolError& e) const { client.on_protocol_error(e); }
    void operator()(const mqtt::PingUnsent&) const {
      client.on_ping_failed(Err::socket_sending_failed, "PINGREQ could not be written in time");
    }
    void operator()(const mqtt::PingUnanswered&) const {
      client.on_ping_failed(Err::timeout, "the server did not answer PINGREQ in time");
    }
  };
  std::visit(Visitor{*this}, event);
}

void Client::on_message(const mqtt::Message& message) {
  const bool has_no_reader = environment_.config.settings.dte_absent == DteAbsent::drop &&
                             !environment_.line.writer().is_attached();
  if (acquired_.acturc && !has_no_reader) {
    rx_.push(message.topic, message.payload, environment_.now);
  }
  session_.acknowledge(message);
}

void Client::on_oversized(const mqtt::Oversized& event) {
  environment_.observer.on_why(
      fmt::format("why message {} is not delivered: its payload of {} octets is larger than "
                  "rx.size_max {}",
                  index_, event.payload_size, environment_.config.settings.rx_size_max));
}

void Client::on_published(const mqtt::Published& event) {
  const bool is_awaited =
      state_ == ClientState::publishing && packet_identifier_ == event.packet_identifier;
  if (!is_awaited) return;
  report(Err::success, {});
  happen(ClientEvent::completed);
}

void Client::on_subscribed(const mqtt::Subscribed& event) {
  const bool is_awaited =
      state_ == ClientState::subscribing && packet_identifier_ == event.packet_identifier;
  if (!is_awaited) return;
  subscribed_.accepted(event.return_codes);
  const auto is_refused = [](char code) {
    return static_cast<unsigned char>(code) == mqtt::subscription_refused;
  };
  const auto refused = std::ranges::count_if(event.return_codes, is_refused);
  if (refused == 0) {
    report(Err::success, {});
  } else {
    report(Err::failed, fmt::format("SUBACK refuses {} of {} topic filters", refused,
                                    event.return_codes.size()));
  }
  happen(ClientEvent::completed);
}

void Client::on_unsubscribed(const mqtt::Unsubscribed& event) {
  const bool is_awaited =
      state_ == ClientState::unsubscribing && packet_identifier_ == event.packet_identifier;
  if (!is_awaited) return;
  subscribed_.ended();
  report(Err::success, {});
  happen(ClientEvent::completed);
}

}  // namespace atmqtt::cmqtt
