#include "app/options.hpp"

#include "app/config_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

namespace atmqtt::app {
namespace {

using Arguments = std::span<const char* const>;
using Parsed = tl::expected<Options, Failure>;

constexpr std::string_view serve_text =
    "A modem that answers AT commands as a SIMCom module does and speaks MQTT to real servers.\n"
    "It serves one modem per port until SIGINT or SIGTERM.";

constexpr std::string_view serve_footer =
    "Other commands: atmqtt profiles, atmqtt commands; each has its own --help.\n\n"
    "Examples:\n"
    "  atmqtt --pty=/tmp/modem --map '*=127.0.0.1:1883'\n"
    "      a modem at /tmp/modem whose every server is the one on this machine\n"
    "  printf 'AT+CGMM\\r' | atmqtt --stdio --profile sim7600\n"
    "      one question to a modem of another kind";

constexpr std::string_view allowed_text = "; atmqtt --help lists what is allowed";

tl::unexpected<Failure> refusal(std::string text) {
  return tl::unexpected(bad_usage(std::move(text)));
}

/// A value in a message, where an empty one would not be seen.
std::string_view shown(std::string_view value) { return value.empty() ? "''" : value; }

/// Refuses an empty value, as it comes from a variable of a script that is not set: it must be
/// taken neither for the default nor, as the parser would, for a sign that the value is the next
/// argument.
Failure empty_value(const CLI::Option& option) {
  const std::string& allowed = option.get_option_text();
  return bad_usage(option.get_name() + " '': must " +
                   (allowed.empty() ? "not be empty" : "be " + allowed) +
                   std::string(allowed_text));
}

/// Refuses what the parser would misread: a value behind '=' that is empty or has no business
/// there.
tl::expected<void, Failure> check_before_parsing(const CLI::App& app, Arguments arguments) {
  for (const std::string_view argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string_view::npos) continue;
    const std::string name(argument.substr(0, equals));
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) continue;
    const std::string_view value = argument.substr(equals + 1);
    if (option->get_disable_flag_override()) {
      return refusal(fmt::format("{} {}: takes no value", name, shown(value)));
    }
    if (value.empty()) return tl::unexpected(empty_value(*option));
  }
  return {};
}

/// Refuses what the parser has taken and no option allows.
tl::expected<void, Failure> check_parsed(const CLI::App& app) {
  if (const auto extra = app.remaining(); !extra.empty()) {
    return refusal(fmt::format("{}: not expected{}", shown(extra.front()), allowed_text));
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (value.empty()) return tl::unexpected(empty_value(*option));
    }
  }
  return {};
}

/// Runs the parser. Returns the help or the version when asked for, nothing when there is more to
/// do.
tl::expected<std::optional<PrintedText>, Failure> run(CLI::App& app, Arguments arguments) {
  app.get_help_ptr()->disable_flag_override();
  if (auto checked = check_before_parsing(app, arguments); !checked) {
    return tl::unexpected(checked.error());
  }
  // Left to check_parsed(), because the parser does not look when help or version is asked for.
  app.allow_extras();
  // The parser takes them from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  std::optional<PrintedText> printed;
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    printed = PrintedText{app.help()};
  } catch (const CLI::CallForVersion& version) {
    printed = PrintedText{std::string(version.what()) + "\n"};
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    return refusal(text.substr(0, text.find(':')) + ": needs one value" +
                   std::string(allowed_text));
  } catch (const CLI::ParseError& error) {
    return refusal(error.what() + std::string(allowed_text));
  }
  if (auto checked = check_parsed(app); !checked) return tl::unexpected(checked.error());
  return printed;
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
    add(app_.add_option("--set", settings_,
                        "Overrides one setting, see atmqtt profiles --show NAME")
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->allow_extra_args(false),
        "KEY=VALUE");
    add(app_.add_option("--map", map_, "Where a server named by the host really is; * is all")
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->allow_extra_args(false),
        "HOST[:PORT]=HOST:PORT");
  }

  void add_other_options() {
    const auto add = [](CLI::Option* option, const char* value_text) {
      option->group("Program")->option_text(value_text);
    };
    add(app_.add_option("--config", config_, "Reads all of this from a file"), "FILE.toml");
    add(app_.add_option("--state", state_,
                        "Keeps certificates and saved settings there, not in memory only"),
        "DIR");
    add(app_.add_option("--trace", trace_, "Records both sides of the wire; - is standard error"),
        "FILE");
    add(app_.add_option("--log-level", log_level_, "debug, info, warning (default), error or off"),
        "LEVEL");
    // The parser makes the help first; made anew it stands with the others.
    app_.set_help_flag();
    app_.set_help_flag("-h,--help", "Prints this")->group("Program");
    app_.set_version_flag("--version", "atmqtt " ATMQTT_VERSION, "Prints the version")
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
    for (const std::string& text : settings_) {
      auto setting = parse_setting(text);
      if (!setting) return refusal("--set " + text + ": " + setting.error());
      options.modem.settings.push_back(std::move(*setting));
    }
    return {};
  }

  Read read_other_options(ServeOptions& options) {
    // The first rule that fits counts, so those of the command line come first.
    io::ServerMap server_map;
    for (const std::string& rule : map_) {
      if (auto added = server_map.add(rule); !added) {
        return refusal("--map " + rule + ": " + added.error());
      }
    }
    server_map.append(options.server_map);
    options.server_map = std::move(server_map);
    if (!state_.empty()) options.state = state_;
    if (!trace_.empty()) options.trace = trace_;
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
  std::string profile_, config_, state_, trace_, log_level_;
  bool has_modem_per_connection_ = false;
};

Parsed parse_serve(std::string_view, Arguments arguments) { return ServeParser().parse(arguments); }

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
