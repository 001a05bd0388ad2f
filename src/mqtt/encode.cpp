#include "mqtt/encode.hpp"

#include "base/check.hpp"

namespace atmqtt::mqtt {
namespace {

void append_octet(std::string& out, unsigned value) { out += static_cast<char>(value); }

void append_number(std::string& out, std::size_t value) {
  append_octet(out, static_cast<unsigned>(value >> 8));
  append_octet(out, static_cast<unsigned>(value & 0xFF));
}

constexpr std::size_t text_size(std::string_view text) { return 2 + text.size(); }

void append_text(std::string& out, std::string_view text) {
  CHECK(text.size() <= text_size_max);
  append_number(out, text.size());
  out += text;
}

void append_packet_identifier(std::string& out, std::uint16_t packet_identifier) {
  CHECK(packet_identifier != 0);
  append_number(out, packet_identifier);
}

/// The fixed header (section 2.2): type and flags, then the size of the rest, seven bits per octet,
/// the least significant first.
void append_header(std::string& out, PacketType type, unsigned flags, std::size_t body_size) {
  CHECK(body_size <= remaining_length_max);
  append_octet(out, static_cast<unsigned>(type) << 4 | flags);
  for (; body_size > 0x7F; body_size >>= 7) {
    append_octet(out, 0x80 | static_cast<unsigned>(body_size & 0x7F));
  }
  append_octet(out, static_cast<unsigned>(body_size));
}

void append_acknowledgement(std::string& out, PacketType type, unsigned flags,
                            std::uint16_t packet_identifier) {
  append_header(out, type, flags, 2);
  append_packet_identifier(out, packet_identifier);
}

/// The octet that says what CONNECT's payload holds (section 3.1.2.3).
unsigned connect_flags(const Connect& packet) {
  unsigned flags = packet.clean_session ? 0x02 : 0;
  if (packet.will) {
    flags |= 0x04 | static_cast<unsigned>(packet.will->qos) << 3;
    if (packet.will->retain) flags |= 0x20;
  }
  if (packet.password) flags |= 0x40;
  if (packet.user_name) flags |= 0x80;
  return flags;
}

}  // namespace

void encode(std::string& out, const Connect& packet) {
  // A password needs a user name [MQTT-3.1.2-22].
  CHECK(packet.user_name || !packet.password);
  const std::string_view name = packet.version == Version::v3_1 ? "MQIsdp" : "MQTT";
  std::size_t body_size = text_size(name) + 4 + text_size(packet.client_id);
  if (packet.will) body_size += text_size(packet.will->topic) + text_size(packet.will->message);
  if (packet.user_name) body_size += text_size(*packet.user_name);
  if (packet.password) body_size += text_size(*packet.password);

  append_header(out, PacketType::connect, 0, body_size);
  append_text(out, name);
  append_octet(out, static_cast<unsigned>(packet.version));
  append_octet(out, connect_flags(packet));
  append_number(out, packet.keep_alive_s);
  append_text(out, packet.client_id);
  if (packet.will) {
    append_text(out, packet.will->topic);
    append_text(out, packet.will->message);
  }
  if (packet.user_name) append_text(out, *packet.user_name);
  if (packet.password) append_text(out, *packet.password);
}

void encode(std::string& out, const Connack& packet) {
  append_header(out, PacketType::connack, 0, 2);
  append_octet(out, packet.session_present ? 1 : 0);
  append_octet(out, packet.return_code);
}

void encode(std::string& out, const Publish& packet) {
  const bool has_identifier = packet.qos != Qos::at_most_once;
  unsigned flags = static_cast<unsigned>(packet.qos) << 1;
  if (packet.dup) flags |= dup_flag;
  if (packet.retain) flags |= retain_flag;
  append_header(out, PacketType::publish, flags,
                text_size(packet.topic) + (has_identifier ? 2 : 0) + packet.payload.size());
  append_text(out, packet.topic);
  if (has_identifier) append_packet_identifier(out, packet.packet_identifier);
  out += packet.payload;
}

void encode(std::string& out, const Puback& packet) {
  append_acknowledgement(out, PacketType::puback, 0, packet.packet_identifier);
}

void encode(std::string& out, const Pubrec& packet) {
  append_acknowledgement(out, PacketType::pubrec, 0, packet.packet_identifier);
}

void encode(std::string& out, const Pubrel& packet) {
  append_acknowledgement(out, PacketType::pubrel, acknowledged_flags, packet.packet_identifier);
}

void encode(std::string& out, const Pubcomp& packet) {
  append_acknowledgement(out, PacketType::pubcomp, 0, packet.packet_identifier);
}

void encode(std::string& out, const Subscribe& packet) {
  CHECK(!packet.subscriptions.empty());
  std::size_t body_size = 2;
  for (const Subscription& each : packet.subscriptions) body_size += text_size(each.filter) + 1;

  append_header(out, PacketType::subscribe, acknowledged_flags | (packet.dup ? dup_flag : 0),
                body_size);
  append_packet_identifier(out, packet.packet_identifier);
  for (const Subscription& each : packet.subscriptions) {
    append_text(out, each.filter);
    append_octet(out, static_cast<unsigned>(each.qos));
  }
}

void encode(std::string& out, const Suback& packet) {
  CHECK(!packet.return_codes.empty());
  append_header(out, PacketType::suback, 0, 2 + packet.return_codes.size());
  append_packet_identifier(out, packet.packet_identifier);
  out += packet.return_codes;
}

void encode(std::string& out, const Unsubscribe& packet) {
  CHECK(!packet.filters.empty());
  std::size_t body_size = 2;
  for (const std::string_view filter : packet.filters) body_size += text_size(filter);

  append_header(out, PacketType::unsubscribe, acknowledged_flags | (packet.dup ? dup_flag : 0),
                body_size);
  append_packet_identifier(out, packet.packet_identifier);
  for (const std::string_view filter : packet.filters) append_text(out, filter);
}

void encode(std::string& out, const Unsuback& packet) {
  append_acknowledgement(out, PacketType::unsuback, 0, packet.packet_identifier);
}

void encode(std::string& out, const Pingreq&) { append_header(out, PacketType::pingreq, 0, 0); }

void encode(std::string& out, const Pingresp&) { append_header(out, PacketType::pingresp, 0, 0); }

void encode(std::string& out, const Disconnect&) {
  append_header(out, PacketType::disconnect, 0, 0);
}

}  // namespace atmqtt::mqtt
