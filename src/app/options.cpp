#include "app/options.hpp"

#include "app/command_line.hpp"
#include "app/config_file.hpp"
#include "app/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace atmqtt::app {
namespace {

using Parsed = tl::expected<Options, Failure>;

constexpr std::string_view serve_text =
    "A modem that answers AT commands as a SIMCom module does and speaks MQTT to real servers.\n"
    "It serves one modem per port until SIGINT or SIGTERM.";

constexpr std::string_view serve_footer =
    "Other commands, each with its own --help:\n"
    "  atmqtt check      compares dialogues with a modem, ours or a real module\n"
    "  atmqtt fleet      many modems at once, to try a broker\n"
    "  atmqtt broker     an MQTT broker, where no other is at hand\n"
    "  atmqtt profiles   which modules a modem can be, and the settings of each\n"
    "  atmqtt commands   which AT commands a modem answers\n\n"
    "Examples:\n"
    "  atmqtt --pty=/tmp/modem --map '*=127.0.0.1:1883'\n"
    "      a modem at /tmp/modem whose every server is the one on this machine\n"
    "  atmqtt --tcp 0 --exec 'pytest tests'\n"
    "      tests that find a modem at $ATMQTT_PORT\n"
    "  printf 'AT+CGMM\\r' | atmqtt --stdio --profile sim7600\n"
    "      one question to a modem of another kind";

constexpr std::string_view allowed_text = "; atmqtt --help lists what is allowed";

/// As run_parser(), with what is printed in its own type.
tl::expected<std::optional<PrintedText>, Failure> run(CLI::App& app, Arguments arguments,
                                                      std::string_view hint = allowed_text) {
  auto printed = run_parser(app, arguments, hint);
  if (!printed) return tl::unexpected(printed.error());
  if (!*printed) return std::nullopt;
  return PrintedText{std::move(**printed)};
}

/// The options of `atmqtt serve` as the parser sees them: texts, which are read afterwards.
class ServeParser {
 public:
  ServeParser() : app_(std::string(serve_text), "atmqtt [serve]") {
    add_ports();
    add_modem_options();
    add_other_options();
    app_.footer(std::string(serve_footer));
  }

  Parsed parse(Arguments arguments) {
    auto printed = run(app_, arguments);
    if (!printed) return tl::unexpected(printed.error());
    if (*printed) return **printed;

    ServeOptions options;
    if (!config_.empty()) {
      auto read = read_config_file(config_);
      if (!read) return tl::unexpected(read.error());
      options = std::move(*read);
    }
    for (const auto step : {&ServeParser::read_ports, &ServeParser::read_modem_options,
                            &ServeParser::read_other_options}) {
      if (auto read = (this->*step)(options); !read) return tl::unexpected(read.error());
    }
    if (options.modem.ports.empty() && options.modems.empty()) {
      options.modem.ports.emplace_back(PtyOptions{});
    }
    if (auto checked = check_ports(options); !checked) return refusal(checked.error());
    return options;
  }

 private:
  using Read = tl::expected<void, Failure>;

  void add_ports() {
    OptionGroup group(app_, "Ports, each one modem");
    // Flags, unlike options with an optional value, never take the next argument as their value.
    CLI::Option* pty = group.take(app_.add_flag("--pty"), "");
    pty->description("Pseudo terminal, the default port; --pty=LINK names the symbolic link to it");
    CLI::Option* serial = group.add("--serial", serial_, "DEVICE[:BAUD[:rtscts]]",
                                    "Serial line, 115200 baud unless told");
    CLI::Option* tcp = group.add("--tcp", tcp_, "[HOST:]PORT",
                                 "Listening socket, one host at a time; port 0 is any");
    CLI::Option* unix_socket = group.add("--unix", unix_, "PATH", "The same on a Unix socket");
    CLI::Option* stdio = group.take(app_.add_flag("--stdio"), "");
    stdio->description("Standard input and output; Ctrl-] ends it on a terminal")
        ->disable_flag_override();
    for (CLI::Option* flag : {pty, stdio}) {
      flag->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
    }
    ports_ = {pty, serial, tcp, unix_socket, stdio};
    group.add("--modem-per-connection", has_modem_per_connection_,
              "With --tcp or --unix: each connection is a new modem");
  }

  void add_modem_options() {
    OptionGroup group(app_, "Modems");
    group.add("--profile", profile_, "NAME|FILE.toml",
              "Which module it is (sim8200), see atmqtt profiles");
    group.add("--set", settings_, "KEY=VALUE",
              "Overrides one setting, see atmqtt profiles --show NAME");
    group.add("--map", map_, "HOST[:PORT]=HOST:PORT",
              "Where a server named by the host really is; * is all");
    group.add("--pace", pace_, "BAUD", "Makes every port but --serial as slow as a UART");
  }

  void add_other_options() {
    OptionGroup group(app_, "Program");
    group.add("--config", config_, "FILE.toml", "Reads all of this from a file");
    group.add("--state", state_, "DIR",
              "Keeps certificates and saved settings there, not in memory only");
    group.add("--threads", threads_, "N",
              "How many serve the modems (1; one per core if more than 100 modems)");
    group.add("--exec", exec_, "COMMAND",
              "Runs this with the port in ATMQTT_PORT, and ends with it and as it does");
    group.add("--user", user_, "NAME",
              "Started by root: opens lines and ports, then is this user for good");
    group.add("--trace", trace_, "FILE", "Records both sides of the wire; - is standard error");
    group.add("--log-level", log_level_, "LEVEL", "debug, info, warning (default), error or off");
    group.add_help();
    app_.set_version_flag("--version", version_text(),
                          "Prints the version, and those of the libraries")
        ->group("Program")
        ->disable_flag_override();
  }

  /// In the order of the command line: it numbers the modems.
  Read read_ports(ServeOptions& options) {
    std::vector<std::size_t> next(ports_.size(), 0);
    for (const CLI::Option* option : app_.parse_order()) {
      const auto found = std::find(ports_.begin(), ports_.end(), option);
      if (found == ports_.end()) continue;
      const auto index = static_cast<std::size_t>(found - ports_.begin());
      const std::string& value = option->results().at(next[index]++);
      const bool is_flag_alone = option->get_expected_min() == 0 && value == "true";
      auto port = parse_port(port_names[index],
                             is_flag_alone ? std::nullopt : std::optional<std::string_view>(value));
      if (!port) return refusal(fmt::format("--{} {}: {}", port_names[index], value, port.error()));
      options.modem.ports.push_back(std::move(*port));
    }
    return {};
  }

  Read read_modem_options(ServeOptions& options) {
    if (!profile_.empty()) options.modem.profile = profile_;
    auto settings = read_settings(settings_);
    if (!settings) return tl::unexpected(settings.error());
    // Behind those of the file, which they override.
    options.modem.settings.insert(options.modem.settings.end(), settings->begin(), settings->end());
    return read_option("--pace", pace_, parse_pace, options.modem.pace);
  }

  Read read_other_options(ServeOptions& options) {
    // The first rule that fits counts, so those of the command line come first.
    auto server_map = read_server_map(map_);
    if (!server_map) return tl::unexpected(server_map.error());
    server_map->append(options.server_map);
    options.server_map = std::move(*server_map);
    if (!state_.empty()) options.state = state_;
    if (!trace_.empty()) options.trace = trace_;
    if (!exec_.empty()) options.exec = exec_;
    if (!user_.empty()) options.user = user_;
    if (has_modem_per_connection_) options.has_modem_per_connection = true;
    if (auto read = read_option("--threads", threads_, parse_threads, options.threads); !read) {
      return read;
    }
    return read_option("--log-level", log_level_, parse_log_level, options.log_level);
  }

  CLI::App app_;
  std::vector<const CLI::Option*> ports_;  ///< in the order of port_names
  std::vector<std::string> serial_, tcp_, unix_, settings_, map_;
  std::string profile_, pace_, config_, state_, threads_, exec_, user_, trace_, log_level_;
  bool has_modem_per_connection_ = false;
};

Parsed parse_serve(std::string_view, Arguments arguments) { return ServeParser().parse(arguments); }

/// Of a command that has a parser in a file of its own.
template <auto parse_options_of_command>
Parsed parse_as(std::string_view, Arguments arguments) {
  auto parsed = parse_options_of_command(arguments);
  if (!parsed) return tl::unexpected(parsed.error());
  return std::visit([](auto& each) -> Options { return std::move(each); }, *parsed);
}

void declare(CLI::App& app, ProfilesOptions& options) {
  app.description("Lists the profiles: the kinds of modules a modem can be.");
  app.footer("Example:\n  atmqtt profiles --show sim7600 --show a7670");
  OptionGroup group(app, "Options");
  group.add("--show", options.show, "NAME|FILE.toml",
            "Lists the settings of this profile instead; repeat it to compare several");
  group.add("--markdown", options.is_markdown, "As a table in Markdown");
  group.add_help();
}

void declare(CLI::App& app, CommandsOptions& options) {
  app.description("Lists the commands that a modem answers.");
  app.footer("Example:\n  atmqtt commands --profile sim7600");
  OptionGroup group(app, "Options");
  group.add("--profile", options.profile, "NAME|FILE.toml", "Which module it is (sim8200)");
  group.add("--markdown", options.is_markdown, "As a table in Markdown");
  group.add_help();
}

/// Of a command whose options the parser can read without help.
template <class CommandOptions>
Parsed parse_into(std::string_view name, Arguments arguments) {
  CommandOptions options;
  CLI::App app(std::string(), fmt::format("atmqtt {}", name));
  declare(app, options);
  auto printed = run(app, arguments, fmt::format("; atmqtt {} --help lists what is allowed", name));
  if (!printed) return tl::unexpected(printed.error());
  if (*printed) return **printed;
  return options;
}

struct Command {
  std::string_view name;
  Parsed (*parse)(std::string_view name, Arguments arguments);
};

constexpr Command commands[] = {{"serve", parse_serve},
                                {"check", parse_as<parse_check_options>},
                                {"fleet", parse_as<parse_fleet_options>},
                                {"broker", parse_as<parse_serve_broker_options>},
                                {"profiles", parse_into<ProfilesOptions>},
                                {"commands", parse_into<CommandsOptions>}};

std::string command_names() {
  std::string names;
  for (const Command& command : commands) {
    names.append(names.empty() ? "" : ", ").append(command.name);
  }
  return names;
}

}  // namespace

Parsed parse_options(int argc, const char* const* argv) {
  Arguments arguments(argv, static_cast<std::size_t>(argc));
  if (!arguments.empty()) arguments = arguments.subspan(1);
  if (arguments.empty() || std::string_view(arguments.front()).starts_with('-')) {
    return parse_serve("serve", arguments);
  }
  for (const Command& command : commands) {
    if (command.name == arguments.front()) {
      return command.parse(command.name, arguments.subspan(1));
    }
  }
  return refusal(fmt::format("{}: unknown command, must be one of {}{}", shown(arguments.front()),
                             command_names(), allowed_text));
}

}  // namespace atmqtt::app
