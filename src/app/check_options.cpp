#include "app/check_options.hpp"

#include "app/command_line.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace atmqtt::app {
namespace {

constexpr const char* check_text =
    "Plays dialogues between a host and a modem and reports the first difference of each.\n"
    "Without --against the modem is ours: in virtual time with a scripted broker, so that the\n"
    "slowest dialogue takes no time, or in real time with the broker that is named.";

constexpr const char* check_footer =
    "A dialogue is a text file; the line of a host begins with '>', that of a modem with '<':\n\n"
    "  # profile: all\n"
    "  > AT+CSQ\n"
    "  < +CSQ: {n},{n}\n"
    "  < OK\n\n"
    "doc/dialogues.md has the whole form. The result is TAP 14 on standard output. The exit "
    "status\n"
    "is 0 when nothing differs, 1 when something does or nothing could be played, 2 for a wrong\n"
    "option or a dialogue that cannot be read, 3 when a port, broker or file cannot be opened.\n\n"
    "Examples:\n"
    "  atmqtt check tests/dialogues\n"
    "      all dialogues in a directory, each for the profiles that it names\n"
    "  atmqtt check --broker 127.0.0.1:1883 session.at\n"
    "      with a real broker and in real time\n"
    "  atmqtt check --against serial:/dev/ttyUSB2:115200 session.at\n"
    "      the same session with a real module\n"
    "  atmqtt check --record session.at --against serial:/dev/ttyUSB2:115200 <commands.txt\n"
    "      types each line of a file to a module and records what comes";

constexpr std::string_view hint = "; atmqtt check --help lists what is allowed";

using Parsed = tl::expected<std::variant<CheckOptions, PrintedText>, Failure>;

class CheckParser {
 public:
  CheckParser() : app_(check_text, "atmqtt check") {
    add_what_is_checked();
    add_other_options();
    app_.footer(check_footer);
  }

  Parsed parse(Arguments arguments) {
    auto printed = run_parser(app_, arguments, hint);
    if (!printed) return tl::unexpected(printed.error());
    if (*printed) return PrintedText{std::move(**printed)};
    CheckOptions options;
    for (const auto step :
         {&CheckParser::read_modem, &CheckParser::read_stage, &CheckParser::read_files}) {
      if (auto read = (this->*step)(options); !read) return tl::unexpected(read.error());
    }
    return options;
  }

 private:
  using Read = tl::expected<void, Failure>;

  void add_what_is_checked() {
    OptionGroup group(app_, "What is checked");
    group.add("--profile", profile_, "NAME|FILE.toml",
              "Which module it is; dialogues for other ones are skipped");
    group.add("--set", settings_, "KEY=VALUE",
              "Overrides one setting, see atmqtt profiles --show NAME");
    group.add("--map", map_, "HOST[:PORT]=HOST:PORT",
              "Where a server named by the host really is; * is all");
    group.add("--broker", broker_, "none|real|HOST:PORT",
              "The servers, whatever a dialogue says: scripted, in virtual time; those "
              "that the host names; or one for all names");
    group.add("--against", against_, "PORT",
              "Another modem than ours: serial:DEVICE[:BAUD[:rtscts]], tcp:HOST:PORT, "
              "pty:PATH or unix:PATH");
  }

  void add_other_options() {
    OptionGroup group(app_, "Files");
    group.add("--record", record_, "FILE.at",
              "Types what standard input says and writes both sides to a dialogue");
    group.add("--junit", junit_, "FILE.xml", "Writes the results as JUnit does, too");
    group.take(app_.add_option("files", paths_, "Dialogues, and directories with files *.at"),
               "FILE.at|DIRECTORY...");
    group.add_help();
  }

  Read read_modem(CheckOptions& options) {
    if (!profile_.empty()) options.profile = profile_;
    auto settings = read_settings(settings_);
    if (!settings) return tl::unexpected(settings.error());
    options.settings = std::move(*settings);
    auto server_map = read_server_map(map_);
    if (!server_map) return tl::unexpected(server_map.error());
    options.server_map = std::move(*server_map);
    return {};
  }

  Read read_stage(CheckOptions& options) {
    if (auto read = read_option("--broker", broker_, parse_broker, options.broker); !read) {
      return read;
    }
    if (auto read = read_option("--against", against_, parse_against, options.against); !read) {
      return read;
    }
    if (!options.against) return {};
    // Silence would let somebody believe that they had an effect.
    const std::pair<const char*, bool> without_power[] = {
        {"--set", !settings_.empty()}, {"--map", !map_.empty()}, {"--broker", !broker_.empty()}};
    for (const auto& [name, is_given] : without_power) {
      if (!is_given) continue;
      return refusal(std::string(name) + ": has no power over the modem behind --against");
    }
    return {};
  }

  Read read_files(CheckOptions& options) {
    options.paths = paths_;
    if (!junit_.empty()) options.junit = junit_;
    if (record_.empty()) {
      if (paths_.empty()) return refusal("no dialogue is named" + std::string(hint));
      return {};
    }
    if (!paths_.empty()) return refusal("--record: takes no further files, " + paths_.front());
    if (!junit_.empty()) return refusal("--record: has no results for --junit");
    if (options.broker == Broker(ScriptedBroker{})) {
      return refusal("--record: needs real time, so --broker may not be none");
    }
    options.record = record_;
    return {};
  }

  CLI::App app_;
  std::vector<std::string> settings_, map_, paths_;
  std::string profile_, broker_, against_, junit_, record_;
};

}  // namespace

Parsed parse_check_options(Arguments arguments) { return CheckParser().parse(arguments); }

tl::expected<AgainstOption, std::string> parse_against(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const bool is_known = name != "stdio" && std::find(std::begin(port_names), std::end(port_names),
                                                     name) != std::end(port_names);
  if (colon == std::string_view::npos || !is_known) {
    return tl::unexpected(
        std::string("must be serial:DEVICE[:BAUD[:rtscts]], tcp:HOST:PORT, pty:PATH or unix:PATH"));
  }
  const std::string_view value = text.substr(colon + 1);
  if (name == "pty" && value.empty()) return tl::unexpected(std::string("must be pty:PATH"));
  auto port = parse_port(name, value);
  if (!port) return tl::unexpected(port.error());
  const auto* tcp = std::get_if<TcpOptions>(&*port);
  if (tcp != nullptr && tcp->port == 0) {
    return tl::unexpected(std::string("must have a PORT from 1 to 65535"));
  }
  return AgainstOption{std::string(text), std::move(*port)};
}

}  // namespace atmqtt::app
