#include "app/options.hpp"

#include "app/version.hpp"
#include "unit/app/temporary_file.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace atmqtt::app {
namespace {

tl::expected<Options, Failure> parse(std::initializer_list<const char*> arguments) {
  std::vector<const char*> all{"atmqtt"};
  all.insert(all.end(), arguments);
  return parse_options(static_cast<int>(all.size()), all.data());
}

ServeOptions parse_serve(std::initializer_list<const char*> arguments) {
  const auto options = parse(arguments);
  EXPECT_TRUE(options) << options.error().text;
  return options ? std::get<ServeOptions>(*options) : ServeOptions();
}

std::string error_of(std::initializer_list<const char*> arguments) {
  const auto options = parse(arguments);
  if (options) return "";
  EXPECT_EQ(options.error().exit_status, exit_status::bad_usage);
  return options.error().text;
}

std::string printed_by(std::initializer_list<const char*> arguments) {
  const auto options = parse(arguments);
  return options ? std::get<PrintedText>(*options).text : options.error().text;
}

constexpr const char* hint = "; atmqtt --help lists what is allowed";

TEST(options, without_any_serve_the_default_pty) {
  const std::vector<PortOptions> ports{PtyOptions{}};
  EXPECT_EQ(parse_serve({}).modem.ports, ports);
  EXPECT_EQ(parse_serve({"serve"}).modem.ports, ports);
  EXPECT_EQ(parse_serve({"--pty"}).modem.ports, ports);
}

TEST(options, keep_the_order_of_ports) {
  const ServeOptions options = parse_serve({"--tcp", ":1", "--pty=/a", "--unix", "/u", "--tcp",
                                            ":2", "--pty", "--stdio", "--serial=/s"});
  EXPECT_EQ(options.modem.ports,
            (std::vector<PortOptions>{TcpOptions{"127.0.0.1", 1}, PtyOptions{"/a"},
                                      UnixOptions{"/u"}, TcpOptions{"127.0.0.1", 2}, PtyOptions{},
                                      StdioOptions{}, SerialOptions{"/s"}}));
}

TEST(options, take_what_a_modem_is) {
  const ServeOptions options = parse_serve({"--profile",
                                            "sim7600",
                                            "--set",
                                            "a=b=c",
                                            "--set=echo=false",
                                            "--map",
                                            "*=h:1",
                                            "--map",
                                            "a=h:2",
                                            "--trace",
                                            "-",
                                            "--log-level",
                                            "debug",
                                            "--modem-per-connection",
                                            "--pace",
                                            "9600",
                                            "--threads",
                                            "2",
                                            "--exec",
                                            "a 'b c'",
                                            "--state",
                                            "s",
                                            "--user",
                                            "u"});
  EXPECT_EQ(options.modem.profile, "sim7600");
  EXPECT_EQ(options.modem.settings,
            (std::vector<SettingOption>{{"a", "b=c", "--set a=b=c"},
                                        {"echo", "false", "--set echo=false"}}));
  EXPECT_EQ(options.server_map.place_of({"a", 9}), (io::Server{"h", 1}));
  EXPECT_EQ(options.trace, "-");
  EXPECT_EQ(options.log_level, io::LogLevel::debug);
  EXPECT_EQ(options.modem.pace, 9600U);
  EXPECT_EQ(options.threads, 2U);
  EXPECT_EQ(options.exec, "a 'b c'");
  EXPECT_TRUE(options.has_modem_per_connection);
  EXPECT_EQ(options.state, "s");
  EXPECT_EQ(options.user, "u");
}

TEST(options, go_before_those_of_the_file) {
  const TemporaryFile file(
      "profile = \"sim7600\"\ntcp = \":1\"\ntrace = \"file\"\nmap = \"*=file:1\"\necho.x = 1\n");
  EXPECT_EQ(
      error_of({"--config", file.path().c_str()}),
      file.path() +
          ":5: unknown key echo: allowed are the long options of atmqtt serve, and [[modem]]");
  const TemporaryFile good(
      "profile = \"sim7600\"\ntcp = \":1\"\ntrace = \"file\"\nmap = \"*=file:1\"\n"
      "[set]\necho = false\n");
  const ServeOptions options =
      parse_serve({"--config", good.path().c_str(), "--tcp", ":2", "--profile", "sim8200", "--map",
                   "a=line:1", "--set", "echo=true"});
  EXPECT_EQ(options.modem.profile, "sim8200");
  EXPECT_EQ(options.modem.ports,
            (std::vector<PortOptions>{TcpOptions{"127.0.0.1", 1}, TcpOptions{"127.0.0.1", 2}}));
  EXPECT_EQ(options.trace, good.directory() + "/file");
  EXPECT_EQ(options.server_map.place_of({"a", 9}), (io::Server{"line", 1}));
  EXPECT_EQ(options.server_map.place_of({"b", 9}), (io::Server{"file", 1}));
  ASSERT_EQ(options.modem.settings.size(), 2U);
  EXPECT_EQ(options.modem.settings[1].value, "true");
}

TEST(options, add_no_default_port_to_those_of_modems_in_the_file) {
  const TemporaryFile file("[[modem]]\ntcp = \":1\"\n");
  EXPECT_TRUE(parse_serve({"--config", file.path().c_str()}).modem.ports.empty());
}

TEST(options, say_what_is_wrong) {
  EXPECT_EQ(error_of({"--nix"}),
            std::string("--nix: unknown option, perhaps --unix is meant") + hint);
  EXPECT_EQ(error_of({"--pasword=x"}), std::string("--pasword: unknown option") + hint);
  EXPECT_EQ(error_of({"-x"}), std::string("-x: unknown option") + hint);
  EXPECT_EQ(error_of({"--tcp"}), std::string("--tcp: needs one value") + hint);
  EXPECT_EQ(error_of({"--pty", "/a"}), "--pty /a: a value stands behind '=' here, --pty=/a");
  EXPECT_EQ(error_of({"--stdio", "/a"}), std::string("/a: not expected") + hint);
  EXPECT_EQ(
      error_of({"nix"}),
      std::string(
          "nix: unknown command, must be one of serve, check, fleet, broker, profiles, commands") +
          hint);
  EXPECT_EQ(error_of({"--tcp", "x"}),
            "--tcp x: must be HOST:PORT with PORT 0 to 65535, as in 127.0.0.1:0 or [::1]:7000");
  EXPECT_EQ(error_of({"--stdio=x"}), "--stdio x: takes no value");
  EXPECT_EQ(error_of({"--set", "x"}), "--set x: must be KEY=VALUE, as in rx.payload_chunk=256");
  EXPECT_EQ(error_of({"--set", "=x"}), "--set =x: must be KEY=VALUE, as in rx.payload_chunk=256");
  EXPECT_EQ(error_of({"--map", "x"}),
            "--map x: must be HOST[:PORT]=HOST:PORT, as in *=127.0.0.1:1883");
  EXPECT_EQ(error_of({"--pace", "fast"}),
            "--pace fast: must be a number of baud from 300 to 4000000");
  EXPECT_EQ(error_of({"--threads", "0"}), "--threads 0: must be a number from 1 to 256");
  EXPECT_EQ(error_of({"--log-level", "loud"}),
            "--log-level loud: must be one of debug, info, warning, error, off");
}

TEST(options, take_no_empty_value_for_the_default) {
  struct Case {
    const char* option;
    const char* allowed;
  };
  const Case cases[] = {
      {"--pty", "not be empty"},
      {"--serial", "be DEVICE[:BAUD[:rtscts]]"},
      {"--tcp", "be [HOST:]PORT"},
      {"--unix", "be PATH"},
      {"--profile", "be NAME|FILE.toml"},
      {"--set", "be KEY=VALUE"},
      {"--map", "be HOST[:PORT]=HOST:PORT"},
      {"--config", "be FILE.toml"},
      {"--trace", "be FILE"},
      {"--log-level", "be LEVEL"},
  };
  for (const auto& [option, allowed] : cases) {
    const std::string expected = std::string(option) + " '': must " + allowed + hint;
    const std::string with_equals = std::string(option) + "=";
    EXPECT_EQ(error_of({with_equals.c_str()}), expected);
    EXPECT_EQ(error_of({with_equals.c_str(), "next"}), expected);
    const bool is_flag = std::string(allowed) == "not be empty";
    EXPECT_EQ(error_of({option, ""}), is_flag ? std::string("'': not expected") + hint : expected);
  }
  EXPECT_EQ(error_of({"profiles", "--show", ""}),
            "--show '': must be NAME|FILE.toml; atmqtt profiles --help lists what is allowed");
  EXPECT_EQ(error_of({"commands", "--profile="}),
            "--profile '': must be NAME|FILE.toml; atmqtt commands --help lists what is allowed");
  EXPECT_EQ(
      error_of({""}),
      std::string("'': unknown command, must be one of serve, check, fleet, broker, profiles, "
                  "commands") +
          hint);
}

TEST(options, without_a_value_take_none) {
  for (const std::string option : {"--stdio", "--modem-per-connection", "--help", "--version"}) {
    EXPECT_EQ(error_of({(option + "=x").c_str()}), option + " x: takes no value");
    EXPECT_EQ(error_of({(option + "=").c_str()}), option + " '': takes no value");
  }
  EXPECT_EQ(error_of({"profiles", "--markdown=yes"}), "--markdown yes: takes no value");
  EXPECT_EQ(error_of({"commands", "--help=yes"}), "--help yes: takes no value");
}

TEST(options, take_one_value_each) {
  for (const char* option : {"--serial", "--tcp", "--unix", "--set", "--map"}) {
    EXPECT_EQ(error_of({option, "1", "2"}), std::string("2: not expected") + hint) << option;
  }
  for (const char* option : {"--profile", "--config", "--trace", "--log-level", "--user"}) {
    EXPECT_EQ(error_of({option, "1", option, "2"}),
              option + std::string(": needs one value") + hint);
  }
}

TEST(options, give_each_port_to_one_modem) {
  const std::string reason = ": named twice, must be once, because a port serves one modem";
  EXPECT_EQ(error_of({"--stdio", "--stdio"}), "--stdio" + reason);
  EXPECT_EQ(error_of({"--pty=/a", "--pty", "--pty=/a"}), "--pty=/a" + reason);
  EXPECT_EQ(error_of({"--serial", "/s", "--serial", "/s:9600"}), "--serial /s" + reason);
  EXPECT_EQ(error_of({"--tcp", "1", "--tcp", "127.0.0.1:1"}), "--tcp 127.0.0.1:1" + reason);
  EXPECT_EQ(error_of({"--unix", "/u", "--unix", "/u"}), "--unix /u" + reason);
  const TemporaryFile file("stdio = true\n");
  EXPECT_EQ(error_of({"--stdio", "--config", file.path().c_str()}), "--stdio" + reason);
  const TemporaryFile modems("[[modem]]\nstdio = true\n[[modem]]\nstdio = true\n");
  EXPECT_EQ(error_of({"--config", modems.path().c_str()}), "--stdio" + reason);
  EXPECT_EQ(parse_serve({"--config", file.path().c_str()}).modem.ports,
            std::vector<PortOptions>{StdioOptions{}});
}

TEST(options, leave_standard_input_and_output_to_the_command) {
  constexpr const char* text =
      "--exec: has the standard input and output, so that no port may be --stdio";
  EXPECT_EQ(error_of({"--tcp", "0", "--stdio", "--exec", "true"}), text);
  const TemporaryFile file("[[modem]]\nstdio = true\n");
  EXPECT_EQ(error_of({"--config", file.path().c_str(), "--exec", "true"}), text);
}

TEST(options, give_any_number_of_new_ptys_and_free_ports) {
  EXPECT_EQ(parse_serve({"--pty", "--pty", "--tcp", "0", "--tcp", "0"}).modem.ports.size(), 4U);
  EXPECT_EQ(parse_serve({"--tcp", "1", "--tcp", "[::1]:1"}).modem.ports.size(), 2U);
}

TEST(options, print_help_and_version) {
  EXPECT_EQ(printed_by({"--version"}), version_text());
  const std::string help = printed_by({"--help"});
  EXPECT_NE(help.find("Usage: atmqtt [serve] [OPTIONS]"), std::string::npos);
  EXPECT_NE(help.find("--modem-per-connection"), std::string::npos);
  EXPECT_NE(help.find("Examples:"), std::string::npos);
  EXPECT_EQ(printed_by({"serve", "--help"}), help);
  EXPECT_EQ(error_of({"--version", "extra"}), std::string("extra: not expected") + hint);
  EXPECT_EQ(error_of({"extra", "--version"}),
            std::string("extra: unknown command, must be one of serve, check, fleet, broker, "
                        "profiles, commands") +
                hint);
  EXPECT_EQ(error_of({"--help", "extra"}), std::string("extra: not expected") + hint);
  EXPECT_EQ(error_of({"profiles", "--help", "--nix"}),
            "--nix: unknown option; atmqtt profiles --help lists what is allowed");
}

TEST(options, take_the_lists) {
  const auto profiles = parse({"profiles", "--show", "sim7600", "--markdown"});
  ASSERT_TRUE(profiles);
  EXPECT_EQ(std::get<ProfilesOptions>(*profiles).show, std::vector<std::string>{"sim7600"});
  const auto compared = parse({"profiles", "--show", "sim7600", "--show", "mine.toml"});
  ASSERT_TRUE(compared);
  EXPECT_EQ(std::get<ProfilesOptions>(*compared).show,
            (std::vector<std::string>{"sim7600", "mine.toml"}));
  EXPECT_TRUE(std::get<ProfilesOptions>(*profiles).is_markdown);
  const auto commands = parse({"commands"});
  ASSERT_TRUE(commands);
  EXPECT_EQ(std::get<CommandsOptions>(*commands).profile, "sim8200");
  EXPECT_EQ(error_of({"profiles", "--tcp", ":1"}),
            "--tcp: unknown option; atmqtt profiles --help lists what is allowed");
  EXPECT_EQ(error_of({"commands", "extra"}),
            "extra: not expected; atmqtt commands --help lists what is allowed");
}

}  // namespace
}  // namespace atmqtt::app
