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

/// Runs the parser. Returns the help when it was asked for, nothing when there is more to do.
tl::expected<std::optional<PrintedText>, Failure> run(CLI::App& app, Arguments arguments) {
  // The parser takes them from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return PrintedText{app.help()};
  } catch (const CLI::CallForVersion& version) {
    return PrintedText{std::string(version.what()) + "\n"};
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    return refusal(text.substr(0, text.find(':')) + ": needs one value" +
                   std::string(allowed_text));
  } catch (const CLI::ParseError& error) {
    return refusal(error.what() + std::string(allowed_text));
  }
  return std::nullopt;
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
    return options;
  }

 private:
  using Read = tl::expected<void, Failure>;

  void add_ports() {
    const auto add = [this](CLI::Option* option, const char* value_text) {
      option->group("Ports, each one modem")->option_text(value_text);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
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
    add(app_.add_flag("--stdio")->description(
            "Standard input and output; Ctrl-] ends it on a terminal"),
        "");
    app_.add_flag("--modem-per-connection", has_modem_per_connection_,
                  "With --tcp or --unix: each connection is a new modem")
        ->group("Ports, each one modem");
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
    add(app_.add_option("--trace", trace_, "Records both sides of the wire; - is standard error"),
        "FILE");
    add(app_.add_option("--log-level", log_level_, "debug, info, warning (default), error or off"),
        "LEVEL");
    // The parser makes the help first; made anew it stands with the others.
    app_.set_help_flag();
    app_.set_help_flag("-h,--help", "Prints this")->group("Program");
    app_.set_version_flag("--version", "atmqtt " ATMQTT_VERSION, "Prints the version")
        ->group("Program");
  }

  /// In the order of the command line: it numbers the modems.
  Read read_ports(ServeOptions& options) {
    std::vector<std::size_t> next(ports_.size(), 0);
    for (const CLI::Option* option : app_.parse_order()) {
      const auto found = std::find(ports_.begin(), ports_.end(), option);
      if (found == ports_.end()) continue;
      const auto index = static_cast<std::size_t>(found - ports_.begin());
      std::string value = option->results().at(next[index]++);
      if (option->get_expected_min() == 0 && value == "true") value.clear();  // a flag alone
      auto port = parse_port(port_names[index], value);
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
  std::string profile_, config_, trace_, log_level_;
  bool has_modem_per_connection_ = false;
};

Parsed parse_profiles(Arguments arguments) {
  ProfilesOptions options;
  CLI::App app("Lists the profiles: the kinds of modules a modem can be.", "atmqtt profiles");
  app.add_option("--show", options.show, "Lists the settings of this profile instead")
      ->option_text("NAME|FILE.toml");
  app.add_flag("--markdown", options.is_markdown, "As a table in Markdown");
  app.footer("Example:\n  atmqtt profiles --show sim7600");
  auto printed = run(app, arguments);
  if (!printed) return tl::unexpected(printed.error());
  if (*printed) return **printed;
  return options;
}

Parsed parse_commands(Arguments arguments) {
  CommandsOptions options;
  CLI::App app("Lists the commands that a modem answers.", "atmqtt commands");
  app.add_option("--profile", options.profile, "Which module it is (sim8200)")
      ->option_text("NAME|FILE.toml");
  app.add_flag("--markdown", options.is_markdown, "As a table in Markdown");
  app.footer("Example:\n  atmqtt commands --profile sim7600");
  auto printed = run(app, arguments);
  if (!printed) return tl::unexpected(printed.error());
  if (*printed) return **printed;
  return options;
}

Parsed parse_serve(Arguments arguments) { return ServeParser().parse(arguments); }

struct Command {
  std::string_view name;
  Parsed (*parse)(Arguments arguments);
};

constexpr Command commands[] = {
    {"serve", parse_serve}, {"profiles", parse_profiles}, {"commands", parse_commands}};

}  // namespace

Parsed parse_options(int argc, const char* const* argv) {
  Arguments arguments(argv, static_cast<std::size_t>(argc));
  if (!arguments.empty()) arguments = arguments.subspan(1);
  if (arguments.empty() || std::string_view(arguments.front()).starts_with('-')) {
    return parse_serve(arguments);
  }
  for (const Command& command : commands) {
    if (command.name == arguments.front()) return command.parse(arguments.subspan(1));
  }
  return refusal(fmt::format("{}: unknown command, must be one of serve, profiles, commands{}",
                             arguments.front(), allowed_text));
}

}  // namespace atmqtt::app
