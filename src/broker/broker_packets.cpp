#include "base/escape.hpp"
#include "base/limits.hpp"
#include "broker/broker.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/packet_reader.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace atmqtt::broker {
namespace {

using mqtt::PacketType;
using mqtt::RawPacket;

constexpr mqtt::SizeLimits no_limits = {mqtt::remaining_length_max, mqtt::remaining_length_max};

RawPacket raw(std::string_view packet) {
  const std::size_t header_size = (*mqtt::find_frame(packet, no_limits))->header_size;
  return {static_cast<std::uint8_t>(packet[0]), packet.substr(header_size)};
}

/// The packet as it is sent once more: only a PUBLISH of QoS 1 or 2 shows it.
std::string repetition(std::string_view packet) {
  std::string repeated(packet);
  const auto first = static_cast<std::uint8_t>(packet[0]);
  const bool has_dup = raw(packet).type() == PacketType::publish && (first & 0b0110) != 0;
  if (has_dup) repeated[0] = static_cast<char>(first | mqtt::dup_flag);
  return repeated;
}

}  // namespace

void Broker::on_packet(Connection& from, const RawPacket& packet) {
  observer_->on_packet(from.id, Direction::received, packet, from.version);
  if (from.is_silent) return;
  if (packet.type() == PacketType::connect && from.client_id.empty()) {
    // Rules want to know whom they are for; what is malformed shows itself later.
    if (const auto connect = mqtt::decode_connect(packet)) from.client_id = connect->client_id;
  }
  if (!misbehave(from, packet)) dispatch(from, packet);
  told_.reset();
}

void Broker::dispatch(Connection& from, const RawPacket& packet) {
  struct Handler {
    PacketType type;
    void (Broker::*handle)(Connection&, const RawPacket&);
  };
  static constexpr Handler handlers[] = {
      {PacketType::connect, &Broker::on_connect},
      {PacketType::publish, &Broker::on_publish},
      {PacketType::puback, &Broker::on_puback},
      {PacketType::pubrec, &Broker::on_pubrec},
      {PacketType::pubrel, &Broker::on_pubrel},
      {PacketType::pubcomp, &Broker::on_pubcomp},
      {PacketType::subscribe, &Broker::on_subscribe},
      {PacketType::unsubscribe, &Broker::on_unsubscribe},
      {PacketType::pingreq, &Broker::on_pingreq},
      {PacketType::disconnect, &Broker::on_disconnect},
  };
  if (from.session.has_value() == (packet.type() == PacketType::connect)) {
    return violate(from, from.session ? "a second CONNECT [MQTT-3.1.0-2]"
                                      : "the first packet is not CONNECT [MQTT-3.1.0-1]");
  }
  for (const Handler& handler : handlers) {
    if (handler.type == packet.type()) return (this->*handler.handle)(from, packet);
  }
  violate(from, "a packet that only a server may send");
}

/// Whether a rule takes the place of what the broker would do with a packet. One that only changes
/// the answer is kept for the handler.
bool Broker::misbehave(Connection& from, const RawPacket& packet) {
  const Rule* rule = rules_.apply(Occasion::received, packet.type(), from.client_id, from.peer);
  if (rule == nullptr) return false;
  observer_->on_event(from.id, fmt::format("rule {}", escape(rule->name)));
  const Deed deed = rule->deed;
  if (const auto* replace = std::get_if<Replace>(&deed)) {
    append(from, replace->octets);
  } else if (const auto* hang = std::get_if<Hang>(&deed)) {
    end(from, hang->end, "told to");
  } else if (std::holds_alternative<FallSilent>(deed)) {
    from.is_silent = true;
  } else {
    told_ = deed;
    return false;
  }
  return true;
}

/// Writes one whole packet, as far as no rule says otherwise.
void Broker::write(Connection& to, std::string_view packet) {
  const Rule* rule =
      rules_.empty() ? nullptr
                     : rules_.apply(Occasion::sending, raw(packet).type(), to.client_id, to.peer);
  if (rule == nullptr) return append(to, packet);
  observer_->on_event(to.id, fmt::format("rule {}", escape(rule->name)));
  const Deed deed = rule->deed;
  if (std::holds_alternative<Withhold>(deed)) {
    to.withheld.append(packet);
  } else if (std::holds_alternative<FallSilent>(deed)) {
    to.is_silent = true;
  } else if (const auto* replace = std::get_if<Replace>(&deed)) {
    append(to, replace->octets);
  } else if (const auto* precede = std::get_if<Precede>(&deed)) {
    append(to, precede->octets);
    append(to, packet);
  } else if (std::holds_alternative<Repeat>(deed)) {
    append(to, packet);
    append(to, repetition(packet));
  } else {
    append(to, packet);
    if (const auto* hang = std::get_if<Hang>(&deed)) end(to, hang->end, "told to");
  }
}

void Broker::append(Connection& to, std::string_view octets) {
  if (to.is_silent || to.end) return;
  to.output.append(octets);
  trace_sent(to, octets);
  mark_ready(to);
}

/// Names the packets that begin the octets; a rule may send what is none.
void Broker::trace_sent(const Connection& to, std::string_view octets) {
  while (!octets.empty()) {
    const auto frame = mqtt::find_frame(octets, no_limits);
    if (!frame || !*frame || (*frame)->size > octets.size()) return;
    const std::string_view packet = octets.substr(0, (*frame)->size);
    observer_->on_packet(to.id, Direction::sent, raw(packet), to.version);
    octets.remove_prefix(packet.size());
  }
}

void Broker::violate(Connection& at, std::string_view reason) {
  observer_->on_violation(at.id, reason);
  end(at, End::closed, reason);
}

void Broker::end(Connection& at, End how, std::string_view why) {
  if (at.end) return;
  at.end = how;
  if (how == End::reset) at.output.clear();
  observer_->on_event(at.id, fmt::format("ended: {}", why));
  mark_ready(at);
  expect_within(at, options_.close_timeout, now_);
  // The client leaves when the call is at its end: messages may be on their way to it right now.
  leaving_.push_back(at.id);
}

}  // namespace atmqtt::broker
