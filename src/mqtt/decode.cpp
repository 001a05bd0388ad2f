#include "mqtt/decode.hpp"

#include "base/check.hpp"
#include "mqtt/octet_cursor.hpp"
#include "mqtt/topic.hpp"

namespace atmqtt::mqtt {
namespace {

tl::unexpected<Malformed> malformed(std::string_view reason) {
  return tl::unexpected(Malformed{reason});
}

unsigned flags_of(const RawPacket& packet) { return packet.first_octet & 0x0F; }

/// Flags of the types that have no meaning for them: 0000, or 0010 where `flags` says so. MQTT 3.1
/// lets the latter be repeated with DUP (section 2.1 there), 3.1.1 does not [MQTT-2.2.2-2].
bool are_flags(const RawPacket& packet, Version version, unsigned flags) {
  const bool may_be_repeated = version == Version::v3_1 && flags != 0;
  return (flags_of(packet) & ~(may_be_repeated ? dup_flag : 0)) == flags;
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK are a Packet Identifier and nothing else.
template <typename Packet>
Decoded<Packet> decode_acknowledgement(const RawPacket& packet, Version version, unsigned flags) {
  if (!are_flags(packet, version, flags)) {
    return malformed("reserved flags of an acknowledgement [MQTT-2.2.2-2]");
  }
  OctetCursor cursor(packet.body);
  const std::uint16_t identifier = cursor.number();
  if (!cursor.is_used_up()) return malformed("an acknowledgement not of 2 octets [3.1.1 3.4]");
  if (identifier == 0) return malformed("Packet Identifier 0 [MQTT-2.3.1-1]");
  return Packet{identifier};
}

/// PINGREQ, PINGRESP and DISCONNECT are a fixed header.
template <typename Packet>
Decoded<Packet> decode_empty(const RawPacket& packet, Version version) {
  if (!are_flags(packet, version, 0)) {
    return malformed("reserved flags of a packet without content [MQTT-2.2.2-2]");
  }
  if (!packet.body.empty()) return malformed("content in PINGREQ, PINGRESP or DISCONNECT");
  return Packet{};
}

/// CONNECT's protocol name and level (section 3.1.2.1 and 3.1.2.2).
struct Protocol {
  std::string_view name;
  Version version;
};

constexpr Protocol protocols[] = {{"MQIsdp", Version::v3_1}, {"MQTT", Version::v3_1_1}};

const Protocol* find_protocol(std::string_view name, unsigned level) {
  for (const Protocol& protocol : protocols) {
    if (protocol.name == name && static_cast<unsigned>(protocol.version) == level) return &protocol;
  }
  return nullptr;
}

/// The octet that says what CONNECT's payload holds (section 3.1.2.3).
struct ConnectFlags {
  explicit ConnectFlags(unsigned octet)
      : is_reserved_set((octet & 0x01) != 0),
        clean_session((octet & 0x02) != 0),
        has_will((octet & 0x04) != 0),
        will_qos(octet >> 3 & 0x03),
        will_retain((octet & 0x20) != 0),
        has_password((octet & 0x40) != 0),
        has_user_name((octet & 0x80) != 0) {}

  bool is_reserved_set;
  bool clean_session;
  bool has_will;
  unsigned will_qos;
  bool will_retain;
  bool has_password;
  bool has_user_name;

  /// What is wrong with them, or nothing.
  [[nodiscard]] std::string_view fault() const {
    if (is_reserved_set) return "the reserved flag of CONNECT [MQTT-3.1.2-3]";
    if (will_qos > 2) return "Will QoS 3 [MQTT-3.1.2-14]";
    if (!has_will && (will_qos != 0 || will_retain))
      return "Will flags without a Will [MQTT-3.1.2-13]";
    if (has_password && !has_user_name) return "a password without a user name [MQTT-3.1.2-22]";
    return {};
  }
};

void decode_connect_payload(OctetCursor& cursor, const ConnectFlags& flags, Connect& packet) {
  packet.client_id = cursor.text();
  if (flags.has_will) {
    Will& will = packet.will.emplace();
    will.topic = cursor.text();
    will.message = cursor.text();
    will.qos = static_cast<Qos>(flags.will_qos);
    will.retain = flags.will_retain;
  }
  // In 3.1 the Remaining Length takes precedence over the flags of user name and password, for the
  // sake of the clients of the version before (section 3.1 there).
  const bool may_be_missing = packet.version == Version::v3_1;
  const auto is_there = [&](bool flag) { return flag && !(may_be_missing && cursor.is_at_end()); };
  if (is_there(flags.has_user_name)) packet.user_name = cursor.text();
  if (is_there(flags.has_password)) packet.password = cursor.text();
}

}  // namespace

Decoded<Connect> decode_connect(const RawPacket& packet) {
  CHECK(packet.type() == PacketType::connect);
  if (flags_of(packet) != 0) return malformed("reserved flags of CONNECT [MQTT-2.2.2-2]");
  OctetCursor cursor(packet.body);
  const std::string_view name = cursor.text();
  const Protocol* protocol = find_protocol(name, cursor.octet());
  if (protocol == nullptr) return malformed("unknown protocol name or level [MQTT-3.1.2-1]");
  const ConnectFlags flags(cursor.octet());
  if (!flags.fault().empty()) return malformed(flags.fault());

  Connect connect;
  connect.version = protocol->version;
  connect.clean_session = flags.clean_session;
  connect.keep_alive_s = cursor.number();
  decode_connect_payload(cursor, flags, connect);
  if (!cursor.is_used_up()) return malformed("lengths in CONNECT do not add up [3.1.1 3.1.3]");
  if (connect.will && !is_topic_name(connect.will->topic)) {
    return malformed("a Will Topic that is empty or has wildcards [MQTT-3.3.2-2]");
  }
  return connect;
}

Decoded<Connack> decode_connack(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::connack);
  if (!are_flags(packet, version, 0)) return malformed("reserved flags of CONNACK [MQTT-2.2.2-2]");
  OctetCursor cursor(packet.body);
  const unsigned acknowledge_flags = cursor.octet();
  const std::uint8_t return_code = cursor.octet();
  if (!cursor.is_used_up()) return malformed("CONNACK not of 2 octets [3.1.1 3.2.1]");
  if (return_code > 5) return malformed("a reserved return code in CONNACK [3.1.1 3.2.2.3]");
  if (version == Version::v3_1) return Connack{false, return_code};

  if (acknowledge_flags > 1) return malformed("reserved bits in CONNACK [3.1.1 3.2.2.1]");
  const bool session_present = acknowledge_flags == 1;
  if (session_present && return_code != 0) {
    return malformed("session present in a refusing CONNACK [MQTT-3.2.2-4]");
  }
  return Connack{session_present, return_code};
}

Decoded<Publish> decode_publish(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::publish);
  const unsigned flags = flags_of(packet);
  const unsigned qos = flags >> 1 & 0x03;
  if (qos > 2) return malformed("QoS 3 in PUBLISH [MQTT-3.3.1-4]");

  Publish publish;
  publish.qos = static_cast<Qos>(qos);
  publish.retain = (flags & retain_flag) != 0;
  publish.dup = (flags & dup_flag) != 0;
  if (publish.dup && qos == 0 && version != Version::v3_1) {
    return malformed("DUP in a PUBLISH of QoS 0 [MQTT-3.3.1-2]");
  }
  OctetCursor cursor(packet.body);
  publish.topic = cursor.text();
  if (qos > 0) publish.packet_identifier = cursor.number();
  publish.payload = cursor.rest();
  if (cursor.is_short()) return malformed("lengths in PUBLISH do not add up [3.1.1 3.3.2]");
  if (qos > 0 && publish.packet_identifier == 0) {
    return malformed("Packet Identifier 0 in PUBLISH [MQTT-2.3.1-1]");
  }
  if (publish.topic.empty()) return malformed("an empty topic in PUBLISH [MQTT-4.7.3-1]");
  if (!is_topic_name(publish.topic)) return malformed("a wildcard in PUBLISH [MQTT-3.3.2-2]");
  return publish;
}

Decoded<Puback> decode_puback(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::puback);
  return decode_acknowledgement<Puback>(packet, version, 0);
}

Decoded<Pubrec> decode_pubrec(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::pubrec);
  return decode_acknowledgement<Pubrec>(packet, version, 0);
}

Decoded<Pubrel> decode_pubrel(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::pubrel);
  return decode_acknowledgement<Pubrel>(packet, version, acknowledged_flags);
}

Decoded<Pubcomp> decode_pubcomp(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::pubcomp);
  return decode_acknowledgement<Pubcomp>(packet, version, 0);
}

Decoded<Subscribe> decode_subscribe(const RawPacket& packet, Version version,
                                    std::vector<Subscription>& storage) {
  CHECK(packet.type() == PacketType::subscribe);
  storage.clear();
  if (!are_flags(packet, version, acknowledged_flags)) {
    return malformed("reserved flags of SUBSCRIBE [MQTT-3.8.1-1]");
  }
  OctetCursor cursor(packet.body);
  const std::uint16_t identifier = cursor.number();
  while (!cursor.is_at_end()) {
    const std::string_view filter = cursor.text();
    const unsigned qos = cursor.octet();
    if (qos > 2) return malformed("a reserved QoS in SUBSCRIBE [MQTT-3.8.3-4]");
    storage.push_back({filter, static_cast<Qos>(qos)});
  }
  if (cursor.is_short()) return malformed("lengths in SUBSCRIBE do not add up [3.1.1 3.8.3]");
  if (identifier == 0) return malformed("Packet Identifier 0 in SUBSCRIBE [MQTT-2.3.1-1]");
  if (storage.empty()) return malformed("SUBSCRIBE without a filter [MQTT-3.8.3-3]");
  for (const Subscription& each : storage) {
    if (!is_topic_filter(each.filter)) return malformed("a malformed filter [3.1.1 4.7.1]");
  }
  return Subscribe{identifier, storage, (flags_of(packet) & dup_flag) != 0};
}

Decoded<Suback> decode_suback(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::suback);
  if (!are_flags(packet, version, 0)) return malformed("reserved flags of SUBACK [MQTT-2.2.2-2]");
  OctetCursor cursor(packet.body);
  const std::uint16_t identifier = cursor.number();
  const std::string_view return_codes = cursor.rest();
  if (cursor.is_short() || return_codes.empty()) {
    return malformed("SUBACK without a return code [MQTT-3.8.4-5]");
  }
  if (identifier == 0) return malformed("Packet Identifier 0 in SUBACK [MQTT-2.3.1-1]");
  for (const char octet : return_codes) {
    const auto code = static_cast<std::uint8_t>(octet);
    if (code > 2 && code != subscription_refused) {
      return malformed("a reserved return code in SUBACK [MQTT-3.9.3-2]");
    }
  }
  return Suback{identifier, return_codes};
}

Decoded<Unsubscribe> decode_unsubscribe(const RawPacket& packet, Version version,
                                        std::vector<std::string_view>& storage) {
  CHECK(packet.type() == PacketType::unsubscribe);
  storage.clear();
  if (!are_flags(packet, version, acknowledged_flags)) {
    return malformed("reserved flags of UNSUBSCRIBE [MQTT-3.10.1-1]");
  }
  OctetCursor cursor(packet.body);
  const std::uint16_t identifier = cursor.number();
  while (!cursor.is_at_end()) storage.push_back(cursor.text());
  if (cursor.is_short()) return malformed("lengths in UNSUBSCRIBE do not add up [3.1.1 3.10.3]");
  if (identifier == 0) return malformed("Packet Identifier 0 in UNSUBSCRIBE [MQTT-2.3.1-1]");
  if (storage.empty()) return malformed("UNSUBSCRIBE without a filter [MQTT-3.10.3-2]");
  for (const std::string_view filter : storage) {
    if (!is_topic_filter(filter)) return malformed("a malformed filter [3.1.1 4.7.1]");
  }
  return Unsubscribe{identifier, storage, (flags_of(packet) & dup_flag) != 0};
}

Decoded<Unsuback> decode_unsuback(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::unsuback);
  return decode_acknowledgement<Unsuback>(packet, version, 0);
}

Decoded<Pingreq> decode_pingreq(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::pingreq);
  return decode_empty<Pingreq>(packet, version);
}

Decoded<Pingresp> decode_pingresp(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::pingresp);
  return decode_empty<Pingresp>(packet, version);
}

Decoded<Disconnect> decode_disconnect(const RawPacket& packet, Version version) {
  CHECK(packet.type() == PacketType::disconnect);
  return decode_empty<Disconnect>(packet, version);
}

}  // namespace atmqtt::mqtt
