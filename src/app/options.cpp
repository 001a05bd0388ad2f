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
    "Other commands: atmqtt check, atmqtt fleet, atmqtt broker, atmqtt profiles, atmqtt commands;\n"
    "each has its own --help.\n\n"
    "Examples:\n"
    "  atmqtt --pty=/tmp/modem --map '*=127.0.0.1:1883'\n"
    "      a modem at /tmp/modem whose every server is the one on this machine\n"
    "  atmqtt --tcp 0 --exec 'pytest tests'\n"
    "      tests that find a modem at $ATMQTT_PORT\n"
    "  printf 'AT+CGMM\\r' | atmqtt --stdio --profile sim7600\n"
    "      one question to a modem of another kind";

constexpr std::string_view allowed_text = "; atmqtt --help lists what is allowed";

/// As run_parser(), with what is printed in its own type.
tl::expected<std::optional<PrintedText>, Failure> run(CLI::App& app, Arguments arguments) {
  auto printed = run_parser(app, arguments, allowed_text);
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
    const auto add = [this](CLI::Option* option, const char* value_text) {
      option->group("Ports, each one modem")->option_text(value_text);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
      ports_.push_back(option);
    };
    // A flag, unlike an option with an optional value, never takes the next argument as its value.
    add(app_.add_flag("--pty")->description(
            "Pseudo terminal, the default port; --pty=LINK names the symbolic link to it"),
        "");
    add(app_.add_option("--serial", serial_, "Serial line, 115200 baud unless told"),
        "DEVICE[:BAUD[:rtscts]]");
    add(app_.add_option("--tcp", tcp_, "Listening socket, one host at a time; port 0 is any"),
        "[HOST:]PORT");
    add(app_.add_option("--unix", unix_, "The same on a Unix socket"), "PATH");
    add(app_.add_flag("--stdio")
            ->description("Standard input and output; Ctrl-] ends it on a terminal")
            ->disable_flag_override(),
        "");
    app_.add_flag("--modem-per-connection", has_modem_per_connection_,
                  "With --tcp or --unix: each connection is a new modem")
        ->group("Ports, each one modem")
        ->disable_flag_override();
  }

  void add_modem_options() {
    const auto add = [](CLI::Option* option, const char* value_text) {
      option->group("Modems")->option_text(value_text);
    };
    add(app_.add_option("--profile", profile_, "Which module it is (sim8200), see atmqtt profiles"),
        "NAME|FILE.toml");
    add(add_repeatable(app_, "--set", settings_,
                       "Overrides one setting, see atmqtt profiles --show NAME"),
        "KEY=VALUE");
    add(add_repeatable(app_, "--map", map_, "Where a server named by the host really is; * is all"),
        "HOST[:PORT]=HOST:PORT");
    add(app_.add_option("--pace", pace_, "Makes every port but --serial as slow as a UART"),
        "BAUD");
  }

  void add_other_options() {
    const auto add = [](CLI::Option* option, const char* value_text) {
      option->group("Program")->option_text(value_text);
    };
    add(app_.add_option("--config", config_, "Reads all of this from a file"), "FILE.toml");
    add(app_.add_option("--state", state_,
                        "Keeps certificates and saved settings there, not in memory only"),
        "DIR");
    add(app_.add_option("--threads", threads_,
                        "How many serve the modems (1; one per core if more than 100 modems)"),
        "N");
    add(app_.add_option("--exec", exec_,
                        "Runs this with the port in ATMQTT_PORT, and ends with it and as it does"),
        "COMMAND");
    add(app_.add_option("--user", user_,
                        "Started by root: opens lines and ports, then is this user for good"),
        "NAME");
    add(app_.add_option("--trace", trace_, "Records both sides of the wire; - is standard error"),
        "FILE");
    add(app_.add_option("--log-level", log_level_, "debug, info, warning (default), error or off"),
        "LEVEL");
    move_help_to(app_, "Program");
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
    if (!pace_.empty()) {
      const auto pace = parse_pace(pace_);
      if (!pace) return refusal("--pace " + pace_ + ": " + pace.error());
      options.modem.pace = *pace;
    }
    return {};
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
    if (!threads_.empty()) {
      const auto threads = parse_threads(threads_);
      if (!threads) return refusal("--threads " + threads_ + ": " + threads.error());
      options.threads = *threads;
    }
    if (has_modem_per_connection_) options.has_modem_per_connection = true;
    if (!log_level_.empty()) {
      const auto level = parse_log_level(log_level_);
      if (!level) return refusal("--log-level " + log_level_ + ": " + level.error());
      options.log_level = *level;
    }
    return {};
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
  app.add_option("--show", options.show,
                 "Lists the settings of this profile instead; repeat it to compare several")
      ->option_text("NAME|FILE.toml")
      ->allow_extra_args(false);
  app.add_flag("--markdown", options.is_markdown, "As a table in Markdown")
      ->disable_flag_override();
}

void declare(CLI::App& app, CommandsOptions& options) {
  app.description("Lists the commands that a modem answers.");
  app.footer("Example:\n  atmqtt commands --profile sim7600");
  app.add_option("--profile", options.profile, "Which module it is (sim8200)")
      ->option_text("NAME|FILE.toml");
  app.add_flag("--markdown", options.is_markdown, "As a table in Markdown")
      ->disable_flag_override();
}

/// Of a command whose options the parser can read without help.
template <class CommandOptions>
Parsed parse_into(std::string_view name, Arguments arguments) {
  CommandOptions options;
  CLI::App app(std::string(), fmt::format("atmqtt {}", name));
  declare(app, options);
  auto printed = run(app, arguments);
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
