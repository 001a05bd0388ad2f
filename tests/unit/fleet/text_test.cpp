#include "fleet/text.hpp"

#include "device/identity.hpp"

#include <gtest/gtest.h>

namespace atmqtt::fleet {
namespace {

const DeviceSettings settings;

const Values values{.modem = 17,
                    .settings = &settings,
                    .pass = 3,
                    .random = 0xFFFF'FFFF'0000'00AB,
                    .time_us = 1'790'000'000'000'001,
                    .broker = "127.0.0.1:1883",
                    .data_length = 42};

std::string expanded(std::string_view text) {
  std::string out;
  Text::parse(text, Text::Use::sent).value().append_to(out, values);
  return out;
}

bool matches(std::string_view expected, std::string_view octets,
             std::optional<std::int64_t>* sent_us = nullptr) {
  std::optional<std::int64_t> ignored;
  return Text::parse(expected, Text::Use::expected)
      .value()
      .match(octets, values, sent_us == nullptr ? ignored : *sent_us);
}

TEST(fleet_text, puts_the_value_in_the_place_of_each_placeholder) {
  EXPECT_EQ(expanded("{modem} {n} {random} {time} {broker} {length}"),
            "17 3 000000ab 1790000000000001 127.0.0.1:1883 42");
  EXPECT_EQ(expanded("a{imei}b"), "a" + device::Identity(settings, 17).imei() + "b");
}

TEST(fleet_text, leaves_json_as_it_is) {
  EXPECT_EQ(expanded(R"({"modem":{modem},"a":{"b":{}}})"), R"({"modem":17,"a":{"b":{}}})");
}

TEST(fleet_text, refuses_what_is_no_placeholder_or_has_no_sense_there) {
  const auto unknown = Text::parse("{moden}", Text::Use::sent);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error(),
            "{moden} is no placeholder that may stand here (known: {modem} {imei} {n} {random} "
            "{time} {broker} {length})");
  EXPECT_FALSE(Text::parse("{any}", Text::Use::sent));
  EXPECT_FALSE(Text::parse("{random}", Text::Use::expected));
  EXPECT_FALSE(Text::parse("{any}x", Text::Use::expected));
}

TEST(fleet_text, matches_its_own_values_only) {
  EXPECT_TRUE(matches("devices/{modem}/x", "devices/17/x"));
  EXPECT_FALSE(matches("devices/{modem}/x", "devices/18/x"));
  EXPECT_FALSE(matches("devices/{modem}", "devices/17/x"));
  EXPECT_FALSE(matches("devices/{modem}/x", "devices/17"));
  EXPECT_TRUE(matches("{any}", ""));
  EXPECT_TRUE(matches("a{any}", "abc"));
  EXPECT_FALSE(matches("a{any}", "bc"));
}

TEST(fleet_text, takes_the_time_out_of_a_message) {
  std::optional<std::int64_t> sent_us;
  EXPECT_TRUE(matches("t={time};{any}", "t=1790000000000000;rest", &sent_us));
  EXPECT_EQ(sent_us, 1'790'000'000'000'000);
  EXPECT_FALSE(matches("t={time};", "t=179000000000000;"));
  EXPECT_FALSE(matches("t={time};", "t=-790000000000000;"));
}

}  // namespace
}  // namespace atmqtt::fleet
