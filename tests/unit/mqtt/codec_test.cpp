// Each packet as a triple: the struct, its octets, the version. The same triples are encoded and
// decoded, the latter through the packet reader and in three feeds: whole, octet by octet, and with
// a tail that must stay.

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/packet_reader.hpp"
#include "octets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::octets;

constexpr Version v3_1 = Version::v3_1;
constexpr Version v3_1_1 = Version::v3_1_1;
constexpr SizeLimits limits{1000, 1000};

template <typename Check>
void expect_in_three_feeds(std::string_view packet_octets, const Check& check) {
  BufferPool pool;
  PacketReader reader(pool);

  std::string_view whole = packet_octets;
  auto packet = reader.read(whole, limits);
  ASSERT_TRUE(packet && *packet) << hex(packet_octets);
  EXPECT_TRUE(whole.empty());
  check(**packet);

  const std::string with_tail_octets = std::string(packet_octets) + "tail";
  std::string_view with_tail = with_tail_octets;
  packet = reader.read(with_tail, limits);
  ASSERT_TRUE(packet && *packet) << hex(packet_octets);
  EXPECT_EQ(with_tail, "tail");
  check(**packet);

  for (std::size_t i = 0; i < packet_octets.size(); ++i) {
    std::string_view one = packet_octets.substr(i, 1);
    packet = reader.read(one, limits);
    ASSERT_TRUE(packet) << hex(packet_octets);
    EXPECT_TRUE(one.empty());
    EXPECT_EQ(packet->has_value(), i + 1 == packet_octets.size());
  }
  check(**packet);
}

template <typename Packet, typename Decode>
void expect_codec(const Packet& packet, std::string_view text, const Decode& decode) {
  const std::string packet_octets = octets(text);
  std::string encoded = "before";
  encode(encoded, packet);
  EXPECT_EQ(hex(encoded), hex("before" + packet_octets));
  expect_in_three_feeds(packet_octets, [&](const RawPacket& raw) {
    const auto decoded = decode(raw);
    ASSERT_TRUE(decoded) << text << ": " << decoded.error().reason;
    EXPECT_EQ(*decoded, packet) << text;
  });
}

template <typename Packet>
void expect_codec(const Packet& packet, std::string_view text,
                  Decoded<Packet> (*decode)(const RawPacket&, Version)) {
  for (const Version version : {v3_1, v3_1_1}) {
    expect_codec(packet, text, [&](const RawPacket& raw) { return decode(raw, version); });
  }
}

void expect_connect(const Connect& packet, std::string_view text) {
  expect_codec(packet, text, decode_connect);
}

TEST(codec, connect_with_nothing_optional) {
  expect_connect({.version = v3_1_1, .clean_session = true, .keep_alive_s = 60, .client_id = "dev"},
                 "10 0F 0004 'MQTT' 04 02 003C 0003 'dev'");
  expect_connect({.version = v3_1, .clean_session = true, .keep_alive_s = 60, .client_id = "dev"},
                 "10 11 0006 'MQIsdp' 03 02 003C 0003 'dev'");
  expect_connect({.clean_session = false, .keep_alive_s = 65535, .client_id = ""},
                 "10 0C 0004 'MQTT' 04 00 FFFF 0000");
}

TEST(codec, connect_with_user_name_and_password) {
  expect_connect({.client_id = "c", .user_name = "u"},
                 "10 10 0004 'MQTT' 04 82 0000 0001 'c' 0001 'u'");
  expect_connect({.client_id = "c", .user_name = "u", .password = "p"},
                 "10 13 0004 'MQTT' 04 C2 0000 0001 'c' 0001 'u' 0001 'p'");
  expect_connect({.client_id = "c", .user_name = "", .password = ""},
                 "10 11 0004 'MQTT' 04 C2 0000 0001 'c' 0000 0000");
  expect_connect({.version = v3_1, .client_id = "c", .user_name = "u", .password = "p"},
                 "10 15 0006 'MQIsdp' 03 C2 0000 0001 'c' 0001 'u' 0001 'p'");
}

TEST(codec, connect_with_a_will) {
  const Will retained{"t", "message", Qos::exactly_once, true};
  expect_connect({.client_id = "c", .will = retained},
                 "10 19 0004 'MQTT' 04 36 0000 0001 'c' 0001 't' 0007 'message'");
  const Will empty{"t", "", Qos::at_most_once, false};
  expect_connect({.client_id = "c", .will = empty},
                 "10 12 0004 'MQTT' 04 06 0000 0001 'c' 0001 't' 0000");
  const Will once{"t", "m", Qos::at_least_once, false};
  expect_connect(
      {.clean_session = false, .client_id = "c", .will = once, .user_name = "u", .password = "p"},
      "10 19 0004 'MQTT' 04 CC 0000 0001 'c' 0001 't' 0001 'm' 0001 'u' 0001 'p'");
}

TEST(codec, connack) {
  expect_codec<Connack>({false, 0}, "20 02 00 00", decode_connack);
  expect_codec<Connack>({false, 5}, "20 02 00 05", decode_connack);
  expect_codec<Connack>({true, 0}, "20 02 01 00",
                        [](const RawPacket& raw) { return decode_connack(raw, v3_1_1); });
}

TEST(codec, publish) {
  expect_codec<Publish>({.topic = "a/b", .payload = "hello"}, "30 0A 0003 'a/b' 'hello'",
                        decode_publish);
  expect_codec<Publish>({.topic = "t", .payload = ""}, "30 03 0001 't'", decode_publish);
  expect_codec<Publish>({.topic = "t", .payload = "", .retain = true}, "31 03 0001 't'",
                        decode_publish);
  expect_codec<Publish>(
      {.topic = "t", .payload = "p", .qos = Qos::at_least_once, .packet_identifier = 1},
      "32 06 0001 't' 0001 'p'", decode_publish);
  expect_codec<Publish>({.topic = "t",
                         .payload = "p",
                         .qos = Qos::exactly_once,
                         .retain = true,
                         .dup = true,
                         .packet_identifier = 0xFFFF},
                        "3D 06 0001 't' FFFF 'p'", decode_publish);
}

TEST(codec, publish_of_all_octet_values) {
  std::string payload;
  for (int value = 0; value < 256; ++value) payload += static_cast<char>(value);
  std::string encoded;
  encode(encoded, Publish{.topic = "t", .payload = payload});
  EXPECT_EQ(hex(encoded), hex(octets("30 8302 0001 't'") + payload));
  expect_in_three_feeds(encoded, [&](const RawPacket& raw) {
    const auto decoded = decode_publish(raw, v3_1_1);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->payload, payload);
  });
}

TEST(codec, acknowledgements) {
  expect_codec<Puback>({7}, "40 02 0007", decode_puback);
  expect_codec<Pubrec>({0x1234}, "50 02 1234", decode_pubrec);
  expect_codec<Pubrel>({0xFFFF}, "62 02 FFFF", decode_pubrel);
  expect_codec<Pubcomp>({1}, "70 02 0001", decode_pubcomp);
  expect_codec<Unsuback>({0x0100}, "B0 02 0100", decode_unsuback);
  using std::string_view_literals::operator""sv;
  expect_codec<Suback>({2, "\x00\x01\x02\x80"sv}, "90 06 0002 00010280", decode_suback);
}

TEST(codec, packets_without_content) {
  expect_codec<Pingreq>({}, "C0 00", decode_pingreq);
  expect_codec<Pingresp>({}, "D0 00", decode_pingresp);
  expect_codec<Disconnect>({}, "E0 00", decode_disconnect);
}

void expect_subscribe(Version version, bool dup, std::string_view text) {
  const std::vector<Subscription> subscriptions{
      {"a/#", Qos::at_least_once}, {"+", Qos::at_most_once}, {"c", Qos::exactly_once}};
  std::string encoded;
  encode(encoded, Subscribe{10, subscriptions, dup});
  EXPECT_EQ(hex(encoded), hex(octets(text)));
  expect_in_three_feeds(encoded, [&](const RawPacket& raw) {
    std::vector<Subscription> storage{{"old", Qos::at_most_once}};
    const auto decoded = decode_subscribe(raw, version, storage);
    ASSERT_TRUE(decoded) << decoded.error().reason;
    EXPECT_EQ(decoded->packet_identifier, 10);
    EXPECT_EQ(decoded->dup, dup);
    EXPECT_TRUE(std::ranges::equal(decoded->subscriptions, subscriptions));
  });
}

TEST(codec, subscribe) {
  expect_subscribe(v3_1_1, false, "82 10 000A 0003 'a/#' 01 0001 '+' 00 0001 'c' 02");
  expect_subscribe(v3_1, true, "8A 10 000A 0003 'a/#' 01 0001 '+' 00 0001 'c' 02");
}

void expect_unsubscribe(Version version, bool dup, std::string_view text) {
  const std::vector<std::string_view> filters{"a/b", "#"};
  std::string encoded;
  encode(encoded, Unsubscribe{11, filters, dup});
  EXPECT_EQ(hex(encoded), hex(octets(text)));
  expect_in_three_feeds(encoded, [&](const RawPacket& raw) {
    std::vector<std::string_view> storage{"old"};
    const auto decoded = decode_unsubscribe(raw, version, storage);
    ASSERT_TRUE(decoded) << decoded.error().reason;
    EXPECT_EQ(decoded->packet_identifier, 11);
    EXPECT_EQ(decoded->dup, dup);
    EXPECT_TRUE(std::ranges::equal(decoded->filters, filters));
  });
}

TEST(codec, unsubscribe) {
  expect_unsubscribe(v3_1_1, false, "A2 0A 000B 0003 'a/b' 0001 '#'");
  expect_unsubscribe(v3_1, true, "AA 0A 000B 0003 'a/b' 0001 '#'");
}

}  // namespace
}  // namespace atmqtt::mqtt
