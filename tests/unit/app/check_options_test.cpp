#include "app/check_options.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace atmqtt::app {
namespace {

auto parse(std::initializer_list<const char*> arguments) {
  return parse_check_options(std::vector<const char*>(arguments));
}

CheckOptions options_of(std::initializer_list<const char*> arguments) {
  const auto parsed = parse(arguments);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? std::get<CheckOptions>(*parsed) : CheckOptions();
}

std::string error_of(std::initializer_list<const char*> arguments) {
  const auto parsed = parse(arguments);
  if (parsed) return "no error";
  EXPECT_EQ(parsed.error().exit_status, exit_status::bad_usage);
  return parsed.error().text;
}

TEST(check_options, are_what_is_written) {
  const CheckOptions options =
      options_of({"--profile", "sim7600", "--set", "a=b", "--set=c=d", "--map", "x=h:1", "--broker",
                  "h:1883", "--junit", "r.xml", "a.at", "dir"});
  EXPECT_EQ(options.profile, "sim7600");
  ASSERT_EQ(options.settings.size(), 2U);
  EXPECT_EQ(options.settings[1].place, "--set c=d");
  EXPECT_EQ(options.server_map.place_of({"x", 5}), (io::Server{"h", 1}));
  EXPECT_EQ(options.broker, Broker(io::Server{"h", 1883}));
  EXPECT_EQ(options.junit, "r.xml");
  EXPECT_FALSE(options.against);
  EXPECT_FALSE(options.record);
  EXPECT_EQ(options.paths, (std::vector<std::string>{"a.at", "dir"}));
}

TEST(check_options, name_another_modem) {
  const PortOptions ports[] = {
      options_of({"--against", "serial:/dev/ttyUSB2:9600:rtscts", "a.at"}).against->port,
      options_of({"--against", "tcp:h:7000", "a.at"}).against->port,
      options_of({"--against", "pty:/tmp/modem", "a.at"}).against->port,
      options_of({"--against", "unix:/tmp/u", "a.at"}).against->port,
  };
  EXPECT_EQ(ports[0], PortOptions(SerialOptions{"/dev/ttyUSB2", 9600, io::FlowControl::rts_cts}));
  EXPECT_EQ(ports[1], PortOptions(TcpOptions{"h", 7000}));
  EXPECT_EQ(ports[2], PortOptions(PtyOptions{"/tmp/modem"}));
  EXPECT_EQ(ports[3], PortOptions(UnixOptions{"/tmp/u"}));
  EXPECT_EQ(options_of({"--against", "tcp:h:7000", "a.at"}).against->text, "tcp:h:7000");
}

TEST(check_options, record_without_files) {
  EXPECT_EQ(options_of({"--record", "a.at"}).record, "a.at");
  EXPECT_EQ(options_of({"--record", "a.at", "--broker", "real"}).broker, Broker(NamedBrokers{}));
}

TEST(check_options, are_refused_with_what_is_allowed) {
  EXPECT_EQ(error_of({}), "no dialogue is named; atmqtt check --help lists what is allowed");
  EXPECT_EQ(error_of({"--broker", "h", "a.at"}),
            "--broker h: must be none, real, or HOST:PORT with PORT 1 to 65535, as in "
            "127.0.0.1:1883");
  const std::string ports =
      "must be serial:DEVICE[:BAUD[:rtscts]], tcp:HOST:PORT, pty:PATH or unix:PATH";
  EXPECT_EQ(error_of({"--against", "stdio:", "a.at"}), "--against stdio:: " + ports);
  EXPECT_EQ(error_of({"--against", "/dev/ttyUSB0", "a.at"}), "--against /dev/ttyUSB0: " + ports);
  EXPECT_EQ(error_of({"--against", "pty:", "a.at"}), "--against pty:: must be pty:PATH");
  EXPECT_EQ(error_of({"--against", "tcp:h:0", "a.at"}),
            "--against tcp:h:0: must have a PORT from 1 to 65535");
  EXPECT_EQ(error_of({"--against", "serial:/dev/x:1", "a.at"}),
            "--against serial:/dev/x:1: must be DEVICE[:BAUD[:rtscts]] with BAUD 50 to 4000000");
  for (const char* option : {"--set", "--map", "--broker"}) {
    const char* value = std::string_view(option) == "--broker" ? "real" : "a=h:1";
    EXPECT_EQ(error_of({"--against", "unix:u", option, value, "a.at"}),
              std::string(option) + ": has no power over the modem behind --against");
  }
  EXPECT_EQ(error_of({"--record", "a.at", "b.at"}), "--record: takes no further files, b.at");
  EXPECT_EQ(error_of({"--record", "a.at", "--junit", "x"}), "--record: has no results for --junit");
  EXPECT_EQ(error_of({"--record", "a.at", "--broker", "none"}),
            "--record: needs real time, so --broker may not be none");
}

TEST(check_options, have_a_help_that_shows_a_dialogue) {
  const auto parsed = parse({"--help"});
  ASSERT_TRUE(parsed);
  const std::string& text = std::get<PrintedText>(*parsed).text;
  for (const char* part : {"--against", "--record", "--broker", "--junit", "  < +CSQ: {n},{n}\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace atmqtt::app
