#include "mqtt/describe.hpp"

#include "base/escape.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/packet_reader.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace atmqtt::mqtt {
namespace {

/// How much of a payload is shown: enough to recognise it.
constexpr std::size_t shown_payload_size_max = 32;

/// A packet's line, or nothing when it is malformed.
using Line = std::optional<std::string>;

void append_quoted(std::string& line, std::string_view name, std::string_view text) {
  line += ' ';
  line += name;
  line += '"';
  append_escaped(line, text);
  line += '"';
}

void append_number(std::string& line, std::string_view name, unsigned value) {
  fmt::format_to(std::back_inserter(line), " {}={}", name, value);
}

void append_qos(std::string& line, std::string_view name, Qos qos) {
  append_number(line, name, static_cast<unsigned>(qos));
}

Line connect_line(const RawPacket& raw, Version) {
  const auto packet = decode_connect(raw);
  if (!packet) return {};
  std::string line = packet->version == Version::v3_1 ? "CONNECT 3.1" : "CONNECT 3.1.1";
  append_quoted(line, "client_id=", packet->client_id);
  append_number(line, "clean_session", packet->clean_session);
  append_number(line, "keep_alive", packet->keep_alive_s);
  if (packet->will) {
    append_quoted(line, "will_topic=", packet->will->topic);
    fmt::format_to(std::back_inserter(line), " will_message=({} octets)",
                   packet->will->message.size());
    append_qos(line, "will_qos", packet->will->qos);
    if (packet->will->retain) append_number(line, "will_retain", 1);
  }
  if (packet->user_name) append_quoted(line, "user_name=", *packet->user_name);
  if (packet->password) line += " password=***";
  return line;
}

Line connack_line(const RawPacket& raw, Version version) {
  const auto packet = decode_connack(raw, version);
  if (!packet) return {};
  std::string line = "CONNACK";
  append_number(line, "session_present", packet->session_present);
  append_number(line, "code", packet->return_code);
  return line;
}

Line publish_line(const RawPacket& raw, Version version) {
  const auto packet = decode_publish(raw, version);
  if (!packet) return {};
  std::string line = "PUBLISH";
  append_quoted(line, "topic=", packet->topic);
  append_qos(line, "qos", packet->qos);
  append_number(line, "retain", packet->retain);
  append_number(line, "dup", packet->dup);
  if (packet->qos != Qos::at_most_once) append_number(line, "id", packet->packet_identifier);
  fmt::format_to(std::back_inserter(line), " payload=({} octets)",
                 packet->payload.size() + raw.skipped_size);
  if (packet->payload.empty()) return line;
  append_quoted(line, "", packet->payload.substr(0, shown_payload_size_max));
  if (packet->payload.size() > shown_payload_size_max) line.insert(line.size() - 1, "…");
  return line;
}

/// A packet that is nothing but its Packet Identifier.
template <auto decode>
Line identifier_line(std::string_view name, const RawPacket& raw, Version version) {
  const auto packet = decode(raw, version);
  if (!packet) return {};
  std::string line(name);
  append_number(line, "id", packet->packet_identifier);
  return line;
}

Line subscribe_line(const RawPacket& raw, Version version) {
  std::vector<Subscription> storage;
  const auto packet = decode_subscribe(raw, version, storage);
  if (!packet) return {};
  std::string line = "SUBSCRIBE";
  append_number(line, "id", packet->packet_identifier);
  if (packet->dup) append_number(line, "dup", 1);
  for (const Subscription& each : packet->subscriptions) {
    append_quoted(line, "", each.filter);
    append_qos(line, "qos", each.qos);
  }
  return line;
}

Line suback_line(const RawPacket& raw, Version version) {
  const auto packet = decode_suback(raw, version);
  if (!packet) return {};
  std::string line = "SUBACK";
  append_number(line, "id", packet->packet_identifier);
  line += " codes=";
  for (const char code : packet->return_codes) {
    fmt::format_to(std::back_inserter(line), "{},", static_cast<std::uint8_t>(code));
  }
  line.pop_back();
  return line;
}

Line unsubscribe_line(const RawPacket& raw, Version version) {
  std::vector<std::string_view> storage;
  const auto packet = decode_unsubscribe(raw, version, storage);
  if (!packet) return {};
  std::string line = "UNSUBSCRIBE";
  append_number(line, "id", packet->packet_identifier);
  if (packet->dup) append_number(line, "dup", 1);
  for (const std::string_view filter : packet->filters) append_quoted(line, "", filter);
  return line;
}

template <auto decode>
Line empty_line(std::string_view name, const RawPacket& raw, Version version) {
  if (!decode(raw, version)) return {};
  return std::string(name);
}

Line line_of(const RawPacket& raw, Version version) {
  switch (raw.type()) {
    case PacketType::connect: return connect_line(raw, version);
    case PacketType::connack: return connack_line(raw, version);
    case PacketType::publish: return publish_line(raw, version);
    case PacketType::puback: return identifier_line<decode_puback>("PUBACK", raw, version);
    case PacketType::pubrec: return identifier_line<decode_pubrec>("PUBREC", raw, version);
    case PacketType::pubrel: return identifier_line<decode_pubrel>("PUBREL", raw, version);
    case PacketType::pubcomp: return identifier_line<decode_pubcomp>("PUBCOMP", raw, version);
    case PacketType::subscribe: return subscribe_line(raw, version);
    case PacketType::suback: return suback_line(raw, version);
    case PacketType::unsubscribe: return unsubscribe_line(raw, version);
    case PacketType::unsuback: return identifier_line<decode_unsuback>("UNSUBACK", raw, version);
    case PacketType::pingreq: return empty_line<decode_pingreq>("PINGREQ", raw, version);
    case PacketType::pingresp: return empty_line<decode_pingresp>("PINGRESP", raw, version);
    case PacketType::disconnect: return empty_line<decode_disconnect>("DISCONNECT", raw, version);
  }
  return {};
}

std::string malformed_line(std::size_t size) { return fmt::format("malformed ({} octets)", size); }

/// The octets of the fixed header before a body of this size.
std::size_t header_size(std::size_t body_size) {
  std::size_t size = 2;
  for (; body_size > 0x7F; body_size >>= 7) ++size;
  return size;
}

}  // namespace

std::string describe(const RawPacket& packet, Version version) {
  if (auto line = line_of(packet, version)) return std::move(*line);
  const std::size_t body_size = packet.body.size() + packet.skipped_size;
  return malformed_line(header_size(body_size) + body_size);
}

std::string describe(std::string_view octets, Version version) {
  const auto frame = find_frame(octets, {remaining_length_max, remaining_length_max});
  if (!frame || !*frame || (*frame)->size != octets.size()) return malformed_line(octets.size());
  return describe(
      RawPacket{static_cast<std::uint8_t>(octets[0]), octets.substr((*frame)->header_size)},
      version);
}

}  // namespace atmqtt::mqtt
