#include "mqtt/describe.hpp"

#include "octets.hpp"

#include <gtest/gtest.h>

namespace atmqtt::mqtt {
namespace {

using test::octets;

std::string describe_octets(std::string_view text, Version version = Version::v3_1_1) {
  return describe(octets(text), version);
}

TEST(describe, shows_a_connect_without_its_secrets) {
  EXPECT_EQ(describe_octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'"),
            "CONNECT 3.1.1 client_id=\"dev\" clean_session=1 keep_alive=60");
  EXPECT_EQ(
      describe_octets("10 25 0006 'MQIsdp' 03 EC 0000 0001 'c' 0001 't' 0006 'SECRET' 0001 'u' "
                      "0006 'SECRET'"),
      "CONNECT 3.1 client_id=\"c\" clean_session=0 keep_alive=0 will_topic=\"t\" "
      "will_message=(6 octets) will_qos=1 will_retain=1 user_name=\"u\" password=***");
}

TEST(describe, shows_a_publish_with_the_beginning_of_its_payload) {
  EXPECT_EQ(describe_octets("30 0A 0003 'a/b' 'hello'"),
            "PUBLISH topic=\"a/b\" qos=0 retain=0 dup=0 payload=(5 octets) \"hello\"");
  EXPECT_EQ(describe_octets("3B 08 0001 't' 0007 00FF0A"),
            "PUBLISH topic=\"t\" qos=1 retain=1 dup=1 id=7 payload=(3 octets) \"\\0\\xFF\\n\"");
  EXPECT_EQ(describe_octets("30 03 0001 't'"),
            "PUBLISH topic=\"t\" qos=0 retain=0 dup=0 payload=(0 octets)");
  EXPECT_EQ(describe_octets("30 23 0001 't' '01234567890123456789012345678901'"),
            "PUBLISH topic=\"t\" qos=0 retain=0 dup=0 payload=(32 octets) "
            "\"01234567890123456789012345678901\"");
  EXPECT_EQ(describe_octets("30 24 0001 't' '01234567890123456789012345678901X'"),
            "PUBLISH topic=\"t\" qos=0 retain=0 dup=0 payload=(33 octets) "
            "\"01234567890123456789012345678901…\"");
}

TEST(describe, counts_a_skipped_payload) {
  const std::string body = octets("0001 't'");
  EXPECT_EQ(describe(RawPacket{0x30, body, 300'000}, Version::v3_1_1),
            "PUBLISH topic=\"t\" qos=0 retain=0 dup=0 payload=(300000 octets)");
}

TEST(describe, shows_subscriptions) {
  EXPECT_EQ(describe_octets("82 0C 0002 0003 'a/#' 01 0001 'b' 00"),
            "SUBSCRIBE id=2 \"a/#\" qos=1 \"b\" qos=0");
  EXPECT_EQ(describe_octets("8A 06 0002 0001 'b' 00", Version::v3_1),
            "SUBSCRIBE id=2 dup=1 \"b\" qos=0");
  EXPECT_EQ(describe_octets("90 04 0002 0180"), "SUBACK id=2 codes=1,128");
  EXPECT_EQ(describe_octets("A2 08 0003 0001 'a' 0001 'b'"), "UNSUBSCRIBE id=3 \"a\" \"b\"");
  EXPECT_EQ(describe_octets("AA 05 0003 0001 'a'", Version::v3_1), "UNSUBSCRIBE id=3 dup=1 \"a\"");
  EXPECT_EQ(describe_octets("B0 02 0003"), "UNSUBACK id=3");
}

TEST(describe, shows_the_small_packets) {
  EXPECT_EQ(describe_octets("20 02 0100"), "CONNACK session_present=1 code=0");
  EXPECT_EQ(describe_octets("20 02 0005"), "CONNACK session_present=0 code=5");
  EXPECT_EQ(describe_octets("40 02 0007"), "PUBACK id=7");
  EXPECT_EQ(describe_octets("50 02 0007"), "PUBREC id=7");
  EXPECT_EQ(describe_octets("62 02 0007"), "PUBREL id=7");
  EXPECT_EQ(describe_octets("70 02 FFFF"), "PUBCOMP id=65535");
  EXPECT_EQ(describe_octets("C0 00"), "PINGREQ");
  EXPECT_EQ(describe_octets("D0 00"), "PINGRESP");
  EXPECT_EQ(describe_octets("E0 00"), "DISCONNECT");
}

TEST(describe, says_only_the_size_of_what_it_cannot_decode) {
  EXPECT_EQ(describe_octets(""), "malformed (0 octets)");
  EXPECT_EQ(describe_octets("30"), "malformed (1 octets)");
  EXPECT_EQ(describe_octets("36 05 0001 'a' 0001"), "malformed (7 octets)");
  EXPECT_EQ(describe_octets("00 00"), "malformed (2 octets)");
  EXPECT_EQ(describe_octets("10 06 'SECRET'"), "malformed (8 octets)");
  EXPECT_EQ(describe_octets("D0 00 00"), "malformed (3 octets)");
  EXPECT_EQ(describe(RawPacket{0x36, "abc", 200}, Version::v3_1_1), "malformed (206 octets)");
  EXPECT_EQ(describe(RawPacket{0xF0, "", 0}, Version::v3_1_1), "malformed (2 octets)");
}

}  // namespace
}  // namespace atmqtt::mqtt
