#include "mqtt/decode.hpp"

#include "octets.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace atmqtt::mqtt {
namespace {

using test::octets;

constexpr Version v3_1 = Version::v3_1;
constexpr Version v3_1_1 = Version::v3_1_1;

template <typename Packet>
std::string reason_of(const Decoded<Packet>& decoded) {
  return decoded ? "" : std::string(decoded.error().reason);
}

/// Decodes a packet whose Remaining Length is one octet, which is left to the packet reader.
/// Returns what is wrong with it, or nothing.
std::string decode(std::string_view text, Version version = v3_1_1) {
  const std::string packet = octets(text);
  const RawPacket raw{static_cast<std::uint8_t>(packet[0]), std::string_view(packet).substr(2)};
  EXPECT_EQ(static_cast<std::uint8_t>(packet[1]), raw.body.size())
      << "a mistake in the test: " << text;
  std::vector<Subscription> subscriptions;
  std::vector<std::string_view> filters;
  switch (raw.type()) {
    case PacketType::connect: return reason_of(decode_connect(raw));
    case PacketType::connack: return reason_of(decode_connack(raw, version));
    case PacketType::publish: return reason_of(decode_publish(raw, version));
    case PacketType::puback: return reason_of(decode_puback(raw, version));
    case PacketType::pubrec: return reason_of(decode_pubrec(raw, version));
    case PacketType::pubrel: return reason_of(decode_pubrel(raw, version));
    case PacketType::pubcomp: return reason_of(decode_pubcomp(raw, version));
    case PacketType::subscribe: return reason_of(decode_subscribe(raw, version, subscriptions));
    case PacketType::suback: return reason_of(decode_suback(raw, version));
    case PacketType::unsubscribe: return reason_of(decode_unsubscribe(raw, version, filters));
    case PacketType::unsuback: return reason_of(decode_unsuback(raw, version));
    case PacketType::pingreq: return reason_of(decode_pingreq(raw, version));
    case PacketType::pingresp: return reason_of(decode_pingresp(raw, version));
    case PacketType::disconnect: return reason_of(decode_disconnect(raw, version));
  }
  return "no packet type";
}

struct Fault {
  const char* packet;
  const char* reason;  ///< a part of it
};

void expect_faults(std::initializer_list<Fault> faults, Version version = v3_1_1) {
  for (const Fault& fault : faults) {
    const std::string reason = decode(fault.packet, version);
    EXPECT_NE(reason.find(fault.reason), std::string::npos)
        << fault.packet << " gave \"" << reason << "\" instead of \"" << fault.reason << '"';
    EXPECT_FALSE(reason.empty()) << fault.packet;
  }
}

TEST(decode, refuses_reserved_flags_in_3_1_1) {
  for (unsigned first = 0x10; first < 0xF0; ++first) {
    const unsigned type = first >> 4;
    const unsigned flags = first & 15;
    if (type == 3) continue;
    const bool is_acknowledged = type == 6 || type == 8 || type == 10;
    if (flags == (is_acknowledged ? 2u : 0u)) continue;
    const std::string octet{static_cast<char>(first)};
    const std::string reason = decode(test::hex(octet) + "00");
    EXPECT_NE(reason.find("reserved flags"), std::string::npos) << test::hex(octet) << reason;
  }
}

TEST(decode, ignores_dup_in_3_1_where_that_version_allows_it) {
  EXPECT_EQ(decode("6A 02 0001", v3_1), "");
  EXPECT_EQ(decode("8A 06 0001 0001 'a' 00", v3_1), "");
  EXPECT_EQ(decode("AA 05 0001 0001 'a'", v3_1), "");
  EXPECT_EQ(decode("38 03 0001 'a'", v3_1), "");
  expect_faults({{"48 02 0001", "reserved flags"},
                 {"60 02 0001", "reserved flags"},
                 {"64 02 0001", "reserved flags"},
                 {"83 06 0001 0001 'a' 00", "reserved flags"},
                 {"C8 00", "reserved flags"}},
                v3_1);
}

TEST(decode, refuses_faulty_connects) {
  expect_faults({{"10 0C 0004 'MQTX' 04 02 0000 0000", "protocol"},
                 {"10 0C 0004 'MQTT' 05 02 0000 0000", "protocol"},
                 {"10 0C 0004 'MQTT' 03 02 0000 0000", "protocol"},
                 {"10 0E 0006 'MQIsdp' 04 02 0000 0000", "protocol"},
                 {"10 00", "protocol"},
                 {"10 03 0004 'M'", "protocol"},
                 {"10 0C 0004 'MQTT' 04 03 0000 0000", "reserved flag"},
                 {"10 0C 0004 'MQTT' 04 1E 0000 0000", "Will QoS 3"},
                 {"10 0C 0004 'MQTT' 04 0A 0000 0000", "without a Will"},
                 {"10 0C 0004 'MQTT' 04 22 0000 0000", "without a Will"},
                 {"10 0E 0004 'MQTT' 04 42 0000 0000 0000", "password without"},
                 {"10 0C 0004 'MQTT' 04 82 0000 0000", "add up"},
                 {"10 0B 0004 'MQTT' 04 02 0000 00", "add up"},
                 {"10 0D 0004 'MQTT' 04 02 0000 0000 00", "add up"},
                 {"10 0E 0004 'MQTT' 04 02 0000 0003 'ab'", "add up"},
                 {"10 10 0004 'MQTT' 04 06 0000 0000 0000 0000", "Will Topic"},
                 {"10 11 0004 'MQTT' 04 06 0000 0000 0001 '#' 0000", "Will Topic"}});
}

TEST(decode, lets_user_name_and_password_be_missing_in_3_1) {
  EXPECT_EQ(decode("10 0E 0006 'MQIsdp' 03 C2 0000 0000"), "");
  EXPECT_EQ(decode("10 11 0006 'MQIsdp' 03 C2 0000 0000 0001 'u'"), "");
  expect_faults({{"10 0F 0006 'MQIsdp' 03 C2 0000 0000 00", "add up"},
                 {"10 12 0006 'MQIsdp' 03 82 0000 0000 0001 'u' 00", "add up"}});
}

TEST(decode, refuses_faulty_connacks) {
  expect_faults({{"20 01 00", "2 octets"},
                 {"20 03 000000", "2 octets"},
                 {"20 02 0006", "return code"},
                 {"20 02 00FF", "return code"},
                 {"20 02 0200", "reserved bits"},
                 {"20 02 8000", "reserved bits"},
                 {"20 02 0105", "session present"}});
}

TEST(decode, ignores_the_first_octet_of_connack_in_3_1) {
  for (const char* packet : {"20 02 0100", "20 02 FF05", "20 02 8000"}) {
    EXPECT_EQ(decode(packet, v3_1), "") << packet;
  }
  const std::string body = octets("FF00");
  EXPECT_EQ(decode_connack({0x20, body}, v3_1), (Connack{false, 0}));
}

TEST(decode, refuses_faulty_publishes) {
  expect_faults({{"36 05 0001 'a' 0001", "QoS 3"},
                 {"3E 05 0001 'a' 0001", "QoS 3"},
                 {"38 03 0001 'a'", "DUP"},
                 {"30 00", "add up"},
                 {"30 01 00", "add up"},
                 {"30 03 0002 'a'", "add up"},
                 {"32 03 0001 'a'", "add up"},
                 {"32 04 0001 'a' 00", "add up"},
                 {"32 05 0001 'a' 0000", "Packet Identifier 0"},
                 {"34 05 0001 'a' 0000", "Packet Identifier 0"},
                 {"30 02 0000", "empty topic"},
                 {"30 03 0001 '#'", "wildcard"},
                 {"30 05 0003 'a/+'", "wildcard"}});
}

TEST(decode, leaves_the_encoding_of_topics_to_the_caller) {
  EXPECT_EQ(decode("30 04 0002 FF00"), "");
  EXPECT_EQ(decode("82 07 0001 0002 FF00 00"), "");
}

TEST(decode, refuses_faulty_acknowledgements) {
  for (const char* type : {"40", "50", "62", "70", "B0"}) {
    const std::string first = type;
    EXPECT_NE(decode(first + " 02 0000").find("Packet Identifier 0"), std::string::npos) << type;
    EXPECT_NE(decode(first + " 01 01").find("2 octets"), std::string::npos) << type;
    EXPECT_NE(decode(first + " 03 000100").find("2 octets"), std::string::npos) << type;
    EXPECT_NE(decode(first + " 00").find("2 octets"), std::string::npos) << type;
  }
}

TEST(decode, refuses_faulty_subscribes) {
  expect_faults({{"82 02 0001", "without a filter"},
                 {"82 01 00", "add up"},
                 {"82 05 0001 0001 'a'", "add up"},
                 {"82 04 0001 0001", "add up"},
                 {"82 07 0001 0001 'a' 00 00", "add up"},
                 {"82 06 0001 0001 'a' 03", "reserved QoS"},
                 {"82 06 0001 0001 'a' 80", "reserved QoS"},
                 {"82 06 0000 0001 'a' 00", "Packet Identifier 0"},
                 {"82 05 0001 0000 00", "filter"},
                 {"82 07 0001 0002 'a#' 00", "filter"}});
}

TEST(decode, refuses_faulty_subacks) {
  expect_faults({{"90 02 0001", "return code"},
                 {"90 01 00", "return code"},
                 {"90 03 0000 00", "Packet Identifier 0"},
                 {"90 03 0001 03", "return code"},
                 {"90 03 0001 7F", "return code"},
                 {"90 03 0001 81", "return code"},
                 {"90 04 0001 00FF", "return code"}});
}

TEST(decode, refuses_faulty_unsubscribes) {
  expect_faults({{"A2 02 0001", "without a filter"},
                 {"A2 04 0001 0001", "add up"},
                 {"A2 06 0001 0001 'a' 00", "add up"},
                 {"A2 05 0000 0001 'a'", "Packet Identifier 0"},
                 {"A2 04 0001 0000", "filter"},
                 {"A2 06 0001 0002 '+a'", "filter"}});
}

TEST(decode, refuses_content_where_there_is_none) {
  for (const char* packet : {"C0 01 00", "D0 01 00", "E0 01 00"}) {
    EXPECT_NE(decode(packet).find("content"), std::string::npos) << packet;
  }
}

}  // namespace
}  // namespace atmqtt::mqtt
