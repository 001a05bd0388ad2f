#include "sim/scripted_server.hpp"

#include "broker/topic_match.hpp"
#include "mqtt/describe.hpp"
#include "mqtt/encode.hpp"

#include <algorithm>

namespace atmqtt::sim {
namespace {

using mqtt::PacketType;
using mqtt::Qos;
using mqtt::RawPacket;

/// The server takes what the client may send.
constexpr mqtt::SizeLimits size_limits = {.payload_size_max = mqtt::remaining_length_max,
                                          .other_size_max = mqtt::remaining_length_max};

/// Not MQTT in any way: a reserved packet type, and a Remaining Length that does not end.
constexpr std::string_view garbage = "\xFF\xFF\xFF\xFF\xFF\xFF";

}  // namespace

void ScriptedServer::link_opened() {
  open_ = true;
  connected_ = false;
  silent_ = false;
  end_.reset();
  output_.clear();
  withheld_.clear();
  reader_.reset();
}

void ScriptedServer::link_closed() {
  open_ = false;
  connected_ = false;
}

void ScriptedServer::receive(std::string_view octets) {
  while (!octets.empty() && !end_) {
    const auto packet = reader_.read(octets, size_limits);
    if (!packet) return violate(packet.error().reason);
    if (*packet) handle(**packet);
  }
}

std::string ScriptedServer::take_output(std::size_t size_max) {
  std::string taken = output_.substr(0, size_max);
  output_.erase(0, taken.size());
  return taken;
}

std::optional<LinkEnd> ScriptedServer::end() const { return output_.empty() ? end_ : std::nullopt; }

std::vector<ServerMessage> ScriptedServer::take_published() {
  return std::exchange(published_, {});
}

void ScriptedServer::route(const ServerMessage& message) {
  if (!connected_ || silent_ || end_) return;
  std::optional<Qos> granted;
  for (const auto& [filter, qos] : subscriptions_) {
    // Of several subscriptions that match the highest QoS counts, [MQTT-3.3.5-1].
    if (broker::topic_matches(filter, message.topic))
      granted = std::max(granted.value_or(qos), qos);
  }
  if (!granted) return;
  publish(
      {.topic = message.topic, .payload = message.payload, .qos = std::min(*granted, message.qos)});
}

void ScriptedServer::release() {
  withheld_types_.clear();
  output_ += std::exchange(withheld_, {});
}

void ScriptedServer::publish(const ServerPublish& publish) {
  mqtt::Publish packet{.topic = publish.topic,
                       .payload = publish.payload,
                       .qos = publish.qos,
                       .retain = publish.retain,
                       .dup = publish.dup};
  if (publish.qos != Qos::at_most_once) {
    packet.packet_identifier =
        publish.packet_identifier != 0 ? publish.packet_identifier : ++last_identifier_;
  }
  encode(output_, packet);
}

void ScriptedServer::reset() {
  output_.clear();
  end_ = LinkEnd::reset;
}

void ScriptedServer::fail_at_packet(std::size_t packets_before, ServerFailure failure) {
  fail_before_ = packets_before;
  failure_ = failure;
}

void ScriptedServer::handle(const RawPacket& packet) {
  // The version of CONNECT stands in the packet itself; describe() reads it there.
  received_.push_back(mqtt::describe(packet, version_));
  if (fail_before_ == received_.size() - 1) return fail(failure_);
  if (!silent_) dispatch(packet);
}

void ScriptedServer::fail(ServerFailure failure) {
  switch (failure) {
    case ServerFailure::close: return close();
    case ServerFailure::reset: return reset();
    case ServerFailure::silence: return fall_silent();
    case ServerFailure::garbage: return send(garbage);
  }
}

void ScriptedServer::violate(std::string_view reason) {
  if (violation_.empty()) violation_ = reason;
  reset();
}

template <typename Packet>
std::optional<Packet> ScriptedServer::accept(mqtt::Decoded<Packet> packet) {
  if (packet) return std::move(*packet);
  violate(packet.error().reason);
  return std::nullopt;
}

template <typename Packet>
void ScriptedServer::answer(PacketType type, const Packet& packet) {
  encode(withheld_types_.contains(type) ? withheld_ : output_, packet);
}

template <auto decode>
void ScriptedServer::check_only(const RawPacket& packet) {
  accept(decode(packet, version_));
}

void ScriptedServer::dispatch(const RawPacket& packet) {
  struct Handler {
    PacketType type;
    void (ScriptedServer::*handle)(const RawPacket&);
  };
  static constexpr Handler handlers[] = {
      {PacketType::connect, &ScriptedServer::on_connect},
      {PacketType::publish, &ScriptedServer::on_publish},
      {PacketType::puback, &ScriptedServer::check_only<mqtt::decode_puback>},
      {PacketType::pubrec, &ScriptedServer::on_pubrec},
      {PacketType::pubrel, &ScriptedServer::on_pubrel},
      {PacketType::pubcomp, &ScriptedServer::check_only<mqtt::decode_pubcomp>},
      {PacketType::subscribe, &ScriptedServer::on_subscribe},
      {PacketType::unsubscribe, &ScriptedServer::on_unsubscribe},
      {PacketType::pingreq, &ScriptedServer::on_pingreq},
      {PacketType::disconnect, &ScriptedServer::on_disconnect},
  };
  if (connected_ == (packet.type() == PacketType::connect)) {
    return violate(connected_ ? "a second CONNECT [MQTT-3.1.0-2]"
                              : "the first packet is not CONNECT [MQTT-3.1.0-1]");
  }
  for (const Handler& handler : handlers) {
    if (handler.type == packet.type()) return (this->*handler.handle)(packet);
  }
  violate("a packet that only a server may send");
}

void ScriptedServer::on_connect(const RawPacket& packet) {
  const auto connect = accept(mqtt::decode_connect(packet));
  if (!connect) return;
  version_ = connect->version;
  const bool resumed = session_kept_ && !connect->clean_session && client_id_ == connect->client_id;
  if (!resumed) {
    subscriptions_.clear();
    unreleased_.clear();
    last_identifier_ = 0;
  }
  client_id_ = connect->client_id;
  session_kept_ = !connect->clean_session;

  const int code = std::exchange(refuse_next_, std::nullopt).value_or(0);
  const bool present = std::exchange(session_present_next_, std::nullopt)
                           .value_or(resumed && code == 0 && version_ == mqtt::Version::v3_1_1);
  connected_ = code == 0;
  answer(PacketType::connack,
         mqtt::Connack{.session_present = present, .return_code = static_cast<std::uint8_t>(code)});
  // [MQTT-3.2.2-5]: a server that refuses closes the connection.
  if (!connected_) close();
}

void ScriptedServer::on_publish(const RawPacket& packet) {
  const auto publish = accept(mqtt::decode_publish(packet, version_));
  if (!publish) return;
  ServerMessage message{std::string(publish->topic), std::string(publish->payload), publish->qos};
  const std::uint16_t identifier = publish->packet_identifier;
  if (publish->qos == Qos::exactly_once) {
    // Passed on at PUBREL; one that was received before is acknowledged again and not passed on
    // twice.
    unreleased_.emplace(identifier, std::move(message));
    return answer(PacketType::pubrec, mqtt::Pubrec{identifier});
  }
  published_.push_back(std::move(message));
  if (publish->qos == Qos::at_least_once) answer(PacketType::puback, mqtt::Puback{identifier});
}

void ScriptedServer::on_pubrec(const RawPacket& packet) {
  if (const auto pubrec = accept(mqtt::decode_pubrec(packet, version_))) {
    answer(PacketType::pubrel, mqtt::Pubrel{pubrec->packet_identifier});
  }
}

void ScriptedServer::on_pubrel(const RawPacket& packet) {
  const auto pubrel = accept(mqtt::decode_pubrel(packet, version_));
  if (!pubrel) return;
  if (auto message = unreleased_.extract(pubrel->packet_identifier)) {
    published_.push_back(std::move(message.mapped()));
  }
  answer(PacketType::pubcomp, mqtt::Pubcomp{pubrel->packet_identifier});
}

void ScriptedServer::on_subscribe(const RawPacket& packet) {
  std::vector<mqtt::Subscription> storage;
  const auto subscribe = accept(mqtt::decode_subscribe(packet, version_, storage));
  if (!subscribe) return;
  std::string codes;
  for (const mqtt::Subscription& subscription : subscribe->subscriptions) {
    codes += static_cast<char>(subscription.qos);
  }
  codes = std::exchange(grant_next_, std::nullopt).value_or(codes);
  for (std::size_t i = 0; i < std::min(codes.size(), subscribe->subscriptions.size()); ++i) {
    const auto code = static_cast<unsigned char>(codes[i]);
    if (code > 2) continue;
    subscriptions_[std::string(subscribe->subscriptions[i].filter)] = static_cast<Qos>(code);
  }
  answer(PacketType::suback, mqtt::Suback{subscribe->packet_identifier, codes});
}

void ScriptedServer::on_unsubscribe(const RawPacket& packet) {
  std::vector<std::string_view> storage;
  const auto unsubscribe = accept(mqtt::decode_unsubscribe(packet, version_, storage));
  if (!unsubscribe) return;
  for (const std::string_view filter : unsubscribe->filters) {
    subscriptions_.erase(std::string(filter));
  }
  answer(PacketType::unsuback, mqtt::Unsuback{unsubscribe->packet_identifier});
}

void ScriptedServer::on_pingreq(const RawPacket& packet) {
  if (accept(mqtt::decode_pingreq(packet, version_))) {
    answer(PacketType::pingresp, mqtt::Pingresp{});
  }
}

void ScriptedServer::on_disconnect(const RawPacket& packet) {
  if (accept(mqtt::decode_disconnect(packet, version_))) close();
}

}  // namespace atmqtt::sim
