#include "app/serve_options.hpp"

#include "io/event_loops.hpp"

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

TEST(serve_options, read_a_number_of_threads_within_its_range) {
  EXPECT_EQ(parse_threads("1"), 1U);
  EXPECT_EQ(parse_threads("256"), 256U);
  for (const char* text : {"0", "257", "", "two", "-1", "2.5"}) {
    const auto threads = parse_threads(text);
    ASSERT_FALSE(threads) << text;
    EXPECT_EQ(threads.error(), "must be a number from 1 to 256");
  }
}

TEST(serve_options, have_one_loop_for_a_hundred_modems_and_one_per_core_for_more) {
  ServeOptions options;
  options.modem.ports.assign(60, TcpOptions{});
  options.modems = {{{}, {}, std::vector<PortOptions>(40, TcpOptions{}), {}}};
  EXPECT_EQ(loop_count(options), 1U);
  options.modem.ports.emplace_back(TcpOptions{});
  EXPECT_EQ(loop_count(options), io::loop_count_for(101));
  options.threads = 3;
  EXPECT_EQ(loop_count(options), 3U);
}

TEST(serve_options, expect_many_modems_where_each_connection_is_one) {
  ServeOptions options;
  options.modem.ports = {TcpOptions{}};
  options.has_modem_per_connection = true;
  EXPECT_EQ(loop_count(options), io::loop_count_for(101));
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
