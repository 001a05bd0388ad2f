#include "app/config_file.hpp"

#include "unit/app/temporary_file.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

/// The error without the name of the file: ":LINE: TEXT".
std::string config_error(std::string_view content) {
  const TemporaryFile file(content);
  const auto options = read_config_file(file.path());
  if (options) return "";
  EXPECT_EQ(options.error().exit_status, exit_status::bad_usage);
  EXPECT_EQ(options.error().text.substr(0, file.path().size()), file.path());
  return options.error().text.substr(file.path().size());
}

std::string profile_error(std::string_view content) {
  const TemporaryFile file(content);
  const auto profile = read_profile_file(file.path());
  return profile ? "" : profile.error().text.substr(file.path().size());
}

TEST(config_file, takes_all_options) {
  const TemporaryFile file(R"(
profile = "sim7600"
pty = [true, "/tmp/a"]
tcp = "127.0.0.1:0"
stdio = true
modem-per-connection = true
map = ["a=b:1", "*=c:2"]
trace = "-"
log-level = "info"
state = "/var/lib/atmqtt"
exec = "true"
threads = 4
user = "modem"
pace = 9600
set = { rx.payload_chunk = 256, echo = false }

[[modem]]
profile = "other.toml"
serial = "/dev/ttyS0:9600"
pace = "115200"
[modem.set]
"id.model" = "X"

[[modem]]
unix = "/u"
)");
  const auto options = read_config_file(file.path());
  ASSERT_TRUE(options) << options.error().text;
  EXPECT_EQ(options->modem.profile, "sim7600");
  EXPECT_EQ(options->modem.ports.size(), 4U);
  EXPECT_TRUE(options->has_modem_per_connection);
  EXPECT_EQ(options->server_map.place_of({"a", 9}), (io::Server{"b", 1}));
  EXPECT_EQ(options->server_map.place_of({"x", 9}), (io::Server{"c", 2}));
  EXPECT_EQ(options->trace, "-");
  EXPECT_EQ(options->log_level, io::LogLevel::info);
  EXPECT_EQ(options->user, "modem");
  EXPECT_EQ(options->state, "/var/lib/atmqtt");
  EXPECT_EQ(options->exec, "true");
  EXPECT_EQ(options->threads, 4U);
  EXPECT_EQ(options->modem.pace, 9600U);
  ASSERT_EQ(options->modems.size(), 2U);
  EXPECT_EQ(options->modems[0].pace, 115'200U);
  EXPECT_FALSE(options->modems[1].pace);
  const std::string place = file.path() + ":15";
  ASSERT_EQ(options->modem.settings.size(), 2U);
  EXPECT_EQ(options->modem.settings[0], (SettingOption{"echo", "false", place}));
  EXPECT_EQ(options->modem.settings[1], (SettingOption{"rx.payload_chunk", "256", place}));

  ASSERT_EQ(options->modems.size(), 2U);
  EXPECT_EQ(options->modems[0].profile, file.directory() + "/other.toml");
  EXPECT_EQ(options->modems[0].ports,
            std::vector<PortOptions>{(SerialOptions{"/dev/ttyS0", 9600})});
  EXPECT_EQ(options->modems[0].settings,
            (std::vector<SettingOption>{{"id.model", "X", file.path() + ":22"}}));
  EXPECT_EQ(options->modems[1].profile, std::nullopt);
}

TEST(config_file, has_paths_that_count_from_its_directory) {
  const TemporaryFile file(R"(
profile = "mine.toml"
pty = ["modem", true, "/run/modem"]
state = "state"
trace = "../trace"
exec = "./run"

[[modem]]
serial = "ttyUSB0:9600:rtscts"
unix = "socket"
profile = "sim7600"
)");
  const auto options = read_config_file(file.path());
  ASSERT_TRUE(options) << options.error().text;
  const std::string directory = file.directory() + "/";
  EXPECT_EQ(options->modem.profile, directory + "mine.toml");
  EXPECT_EQ(options->modem.ports,
            (std::vector<PortOptions>{PtyOptions{directory + "modem"}, PtyOptions{},
                                      PtyOptions{"/run/modem"}}));
  EXPECT_EQ(options->state, directory + "state");
  EXPECT_EQ(options->trace, directory + "../trace");
  EXPECT_EQ(options->exec, "./run");
  ASSERT_EQ(options->modems.size(), 1U);
  EXPECT_EQ(options->modems[0].ports,
            (std::vector<PortOptions>{
                SerialOptions{directory + "ttyUSB0", 9600, io::FlowControl::rts_cts},
                UnixOptions{directory + "socket"}}));
  EXPECT_EQ(options->modems[0].profile, "sim7600");
}

TEST(config_file, an_option_that_is_false_is_not_there) {
  const TemporaryFile file("stdio = false\npty = false\n");
  const auto options = read_config_file(file.path());
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->modem.ports.empty());
}

TEST(config_file, names_the_line_of_what_it_does_not_know) {
  EXPECT_EQ(config_error("\nprofil = \"x\"\n"),
            ":2: unknown key profil: allowed are the long options of atmqtt serve, and [[modem]]");
  EXPECT_EQ(config_error("[[modem]]\npty = true\ntrace = \"-\"\n"),
            ":3: unknown key trace in [[modem]]: allowed are profile, set, pace, pty, serial, tcp, "
            "unix, stdio");
}

TEST(config_file, says_what_a_value_must_be) {
  EXPECT_EQ(config_error("profile = 1\n"), ":1: profile: must be a string");
  EXPECT_EQ(config_error("state = true\n"), ":1: state: must be a string");
  EXPECT_EQ(config_error("pace = 299\n"),
            ":1: pace 299: must be a number of baud from 300 to 4000000");
  EXPECT_EQ(config_error("threads = \"all\"\n"), ":1: threads all: must be a number from 1 to 256");
  EXPECT_EQ(config_error("exec = true\n"), ":1: exec: must be a string");
  EXPECT_EQ(config_error("pty = 1\n"), ":1: pty: must be a string or a list of strings");
  EXPECT_EQ(config_error("tcp = \"x\"\n"),
            ":1: tcp \"x\": must be HOST:PORT with PORT 0 to 65535, as in 127.0.0.1:0 or "
            "[::1]:7000");
  EXPECT_EQ(config_error("map = [\"a\"]\n"),
            ":1: map \"a\": must be HOST[:PORT]=HOST:PORT, as in *=127.0.0.1:1883");
  EXPECT_EQ(config_error("log-level = \"loud\"\n"),
            ":1: log-level \"loud\": must be one of debug, info, warning, error, off");
  EXPECT_EQ(config_error("modem-per-connection = 1\n"),
            ":1: modem-per-connection: must be true or false");
  EXPECT_EQ(config_error("set = 1\n"), ":1: set: must be a table of settings");
  EXPECT_EQ(config_error("modem = 1\n"),
            ":1: modem: must be a list of tables, each beginning with [[modem]]");
  EXPECT_EQ(config_error("[[modem]]\nprofile = \"sim7600\"\n"), ":1: [[modem]]: has no port");
}

TEST(config_file, names_the_line_that_is_not_toml) {
  EXPECT_EQ(config_error("trace = \"-\"\npty = \n").substr(0, 3), ":2:");
}

TEST(config_file, names_the_line_of_a_header_that_is_no_key) {
  for (const std::string begin : {"%", "\x01", "="}) {
    EXPECT_EQ(config_error("\n[[" + begin + "modem]]\n").substr(0, 3), ":2:") << begin;
  }
}

TEST(config_file, names_the_line_of_a_letter_outside_quotes) {
  for (const std::string letter : {"\u00A1", "\u00E4", "\u0410", "\u0499"}) {
    EXPECT_EQ(config_error("\ntrace = " + letter + "x\n").substr(0, 3), ":2:") << letter;
  }
}

TEST(config_file, that_cannot_be_read_is_not_opened) {
  const auto missing = read_config_file("/nowhere.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().exit_status, exit_status::not_opened);
  EXPECT_EQ(missing.error().text, "/nowhere.toml: No such file or directory");
  const auto directory = read_config_file("/");
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().exit_status, exit_status::not_opened);
}

TEST(config_file, that_is_empty_asks_for_nothing) {
  const TemporaryFile file("");
  const auto options = read_config_file(file.path());
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->modem.ports.empty());
}

TEST(profile_file, has_a_base_and_settings_dotted_or_in_tables) {
  const TemporaryFile file("base = \"sim7600\"\nrx.payload_chunk = 256\n[id]\nmodel = \"X\"\n");
  const auto profile = read_profile_file(file.path());
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->base, "sim7600");
  ASSERT_EQ(profile->settings.size(), 2U);
  EXPECT_EQ(profile->settings[0], (SettingOption{"id.model", "X", file.path() + ":4"}));
  EXPECT_EQ(profile->settings[1], (SettingOption{"rx.payload_chunk", "256", file.path() + ":2"}));
}

TEST(profile_file, says_what_is_wrong_with_it) {
  EXPECT_EQ(profile_error("echo = true\n"), ": must have a base, as in base = \"sim7600\"");
  EXPECT_EQ(profile_error("base = \"sim7600\"\necho = [1]\n"),
            ":2: echo: must be a string, a number or true or false");
}

}  // namespace
}  // namespace atmqtt::app
