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

}  // namespace
}  // namespace atmqtt::app
