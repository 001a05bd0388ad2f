#include "app/serve_options.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

TEST(serve_options, know_the_levels_of_the_log) {
  EXPECT_EQ(parse_log_level("debug"), io::LogLevel::debug);
  EXPECT_EQ(parse_log_level("off"), io::LogLevel::off);
  const auto level = parse_log_level("Warning");
  ASSERT_FALSE(level);
  EXPECT_EQ(level.error(), "must be one of debug, info, warning, error, off");
}

TEST(serve_options, split_a_setting_at_the_first_equals_sign) {
  EXPECT_EQ(parse_setting("a=b=c"), (SettingOption{"a", "b=c", "--set a=b=c"}));
  EXPECT_EQ(parse_setting("a="), (SettingOption{"a", "", "--set a="}));
  EXPECT_FALSE(parse_setting("a"));
  EXPECT_FALSE(parse_setting("=a"));
}

TEST(serve_options, read_a_pace_within_its_range) {
  EXPECT_EQ(parse_pace("300"), 300U);
  EXPECT_EQ(parse_pace("4000000"), 4'000'000U);
  for (const char* text : {"299", "4000001", "", "9600x", "-1", " 9600", "99999999999"}) {
    const auto pace = parse_pace(text);
    ASSERT_FALSE(pace) << text;
    EXPECT_EQ(pace.error(), "must be a number of baud from 300 to 4000000");
  }
}

TEST(serve_options, know_whether_a_port_is_stdio) {
  ServeOptions options;
  options.modem.ports = {PtyOptions{}};
  EXPECT_FALSE(has_stdio(options));
  options.modems = {{{}, {}, {StdioOptions{}}, {}}};
  EXPECT_TRUE(has_stdio(options));
  options.modems.clear();
  options.modem.ports.emplace_back(StdioOptions{});
  EXPECT_TRUE(has_stdio(options));
}

}  // namespace
}  // namespace atmqtt::app
