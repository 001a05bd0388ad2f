#include "mqtt/encode.hpp"

#include "octets.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::octets;

/// The first octets of a PUBLISH to topic "t" whose Remaining Length is `remaining_length`.
std::string publish_header(std::size_t remaining_length) {
  const std::string payload(remaining_length - 3, 'x');
  std::string out;
  encode(out, Publish{.topic = "t", .payload = payload});
  EXPECT_EQ(out.substr(out.size() - payload.size()), payload);
  return hex(std::string_view(out).substr(0, out.size() - payload.size() - 3));
}

TEST(encode, writes_the_remaining_length_in_as_few_octets_as_possible) {
  EXPECT_EQ(publish_header(3), hex(octets("30 03")));
  EXPECT_EQ(publish_header(127), hex(octets("30 7F")));
  EXPECT_EQ(publish_header(128), hex(octets("30 8001")));
  EXPECT_EQ(publish_header(16'383), hex(octets("30 FF7F")));
  EXPECT_EQ(publish_header(16'384), hex(octets("30 808001")));
  EXPECT_EQ(publish_header(2'097'151), hex(octets("30 FFFF7F")));
  EXPECT_EQ(publish_header(2'097'152), hex(octets("30 80808001")));
}

TEST(encode, takes_texts_of_65535_octets) {
  std::string out;
  encode(out, Publish{.topic = std::string(65'535, 't'), .payload = ""});
  EXPECT_EQ(hex(out.substr(0, 6)), hex(octets("30 818004 FFFF")));
  EXPECT_EQ(out.size(), 6u + 65'535u);
}

TEST(encode_death_test, refuses_what_no_packet_can_hold) {
  std::string out;
  EXPECT_DEATH(encode(out, Publish{.topic = std::string(65'536, 't'), .payload = ""}),
               "text_size_max");
  // Nothing of the payload is read before the check.
  EXPECT_DEATH(encode(out, Publish{.topic = "t", .payload = {"x", remaining_length_max - 2}}),
               "remaining_length_max");
  EXPECT_DEATH(encode(out, Puback{0}), "packet_identifier");
  EXPECT_DEATH(encode(out, Connect{.client_id = "c", .password = "p"}), "user_name");
  EXPECT_DEATH(encode(out, Subscribe{1, {}}), "subscriptions");
  EXPECT_DEATH(encode(out, Unsubscribe{1, {}}), "filters");
  EXPECT_DEATH(encode(out, Suback{1, ""}), "return_codes");
}

}  // namespace
}  // namespace atmqtt::mqtt
