#include "app/fleet_options.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace atmqtt::app {
namespace {

using namespace std::chrono_literals;

tl::expected<std::variant<FleetOptions, PrintedText>, Failure> parse(
    std::vector<const char*> arguments) {
  return parse_fleet_options(arguments);
}

TEST(fleet_options, have_defaults_for_all_but_the_script) {
  const auto options = std::get<FleetOptions>(parse({"--script", "s.at"}).value());
  EXPECT_EQ(options.script, "s.at");
  EXPECT_EQ(options.modem_count, 1U);
  EXPECT_EQ(options.first_modem, 1U);
  EXPECT_EQ(options.connects_per_second, 0);
  EXPECT_EQ(options.pause, 5s);
  EXPECT_FALSE(options.duration || options.seed || options.threads || options.metrics);
}

TEST(fleet_options, are_read_from_the_command_line) {
  const auto options = std::get<FleetOptions>(parse({"--script",      "s.at",
                                                     "--modems",      "9500",
                                                     "--first-modem", "9501",
                                                     "--broker",      "a:1|[::1]:2",
                                                     "--broker",      "c:3",
                                                     "--rate",        "0.5",
                                                     "--duration",    "2min",
                                                     "--pause",       "1s",
                                                     "--seed",        "7",
                                                     "--source",      "127.0.0.2",
                                                     "--certificate", "ca.pem=x/{imei}.pem",
                                                     "--expect",      "errors==0",
                                                     "--metrics",     "127.0.0.1:0",
                                                     "--threads",     "2"})
                                                  .value());
  EXPECT_EQ(options.modem_count, 9500U);
  EXPECT_EQ(options.first_modem, 9501U);
  EXPECT_EQ(options.brokers, (std::vector<std::string>{"a:1", "[::1]:2", "c:3"}));
  EXPECT_EQ(options.connects_per_second, 0.5);
  EXPECT_EQ(options.duration, 2min);
  EXPECT_EQ(options.pause, 1s);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.sources, std::vector<std::string>{"127.0.0.2"});
  ASSERT_EQ(options.certificates.size(), 1U);
  EXPECT_EQ(options.certificates.front().second, "x/{imei}.pem");
  EXPECT_EQ(options.expectations.size(), 1U);
  EXPECT_EQ(options.metrics->port, 0);
  EXPECT_EQ(options.threads, 2U);
}

TEST(fleet_options, say_what_is_allowed) {
  const struct {
    std::vector<const char*> arguments;
    const char* text;
  } refusals[] = {
      {{},
       "--script: needed, it says what the modems do; atmqtt fleet --help lists what is allowed"},
      {{"--script", "s", "--modems", "99999999", "--first-modem", "2"},
       "--first-modem 2: must be a number from 1 to 1"},
      {{"--script", "s", "--broker", "a:1|"},
       "--broker '': must be HOST:PORT with PORT 1 to 65535, as in 127.0.0.1:1883"},
      {{"--script", "s", "--certificate", "ca.pem"},
       "--certificate ca.pem: must be NAME=FILE, as in ca.pem=certificates/ca.pem"},
      {{"--script", "s", "--metrics", "9464"},
       "--metrics 9464: must be HOST:PORT, as in 127.0.0.1:9464"},
      {{"--script", "s", "--pause", "0s"},
       "--pause 0s: must be a duration such as 500ms, 30s, 10min or 2h"},
      {{"--script", "s", "--seed", "x"},
       "--seed x: must be a number from 0 to 18446744073709551615"},
  };
  for (const auto& [arguments, text] : refusals) {
    const auto parsed = parse(arguments);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().text, text);
    EXPECT_EQ(parsed.error().exit_status, exit_status::bad_usage);
  }
}

}  // namespace
}  // namespace atmqtt::app
