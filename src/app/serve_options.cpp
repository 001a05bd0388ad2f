#include "app/serve_options.hpp"

#include "app/command_line.hpp"
#include "base/limits.hpp"
#include "io/event_loops.hpp"
#include "io/pacer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace atmqtt::app {

bool has_stdio(const ServeOptions& options) {
  const auto has_one = [](const ModemOptions& modem) {
    return std::ranges::any_of(modem.ports, [](const PortOptions& port) {
      return std::holds_alternative<StdioOptions>(port);
    });
  };
  return has_one(options.modem) || std::ranges::any_of(options.modems, has_one);
}

std::size_t count_ports(const ServeOptions& options) {
  std::size_t count = options.modem.ports.size();
  for (const ModemOptions& modem : options.modems) count += modem.ports.size();
  return count;
}

std::size_t loop_count(const ServeOptions& options) {
  return options.threads.value_or(io::loop_count_for(options.has_modem_per_connection
                                                         ? limits::connection_modem_count_max
                                                         : count_ports(options)));
}

tl::expected<void, std::string> check_ports(const ServeOptions& options) {
  if (options.exec && has_stdio(options)) {
    return tl::unexpected<std::string>(
        "--exec: has the standard input and output, so that no port may be --stdio");
  }
  std::set<std::string> names;
  const auto check = [&names](const ModemOptions& modem) -> tl::expected<void, std::string> {
    for (const PortOptions& port : modem.ports) {
      const std::optional<std::string> name = name_of(port);
      if (!name || names.insert(*name).second) continue;
      return tl::unexpected(*name + ": named twice, must be once, because a port serves one modem");
    }
    return {};
  };
  auto checked = check(options.modem);
  for (const ModemOptions& modem : options.modems) {
    if (checked) checked = check(modem);
  }
  return checked;
}

tl::expected<io::LogLevel, std::string> parse_log_level(std::string_view name) {
  std::string allowed;
  for (std::size_t i = 0; i < std::size(log_level_names); ++i) {
    if (log_level_names[i] == name) return static_cast<io::LogLevel>(i);
    allowed.append(i == 0 ? "" : ", ").append(log_level_names[i]);
  }
  return tl::unexpected("must be one of " + allowed);
}

tl::expected<SettingOption, std::string> parse_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    return tl::unexpected(std::string("must be KEY=VALUE, as in rx.payload_chunk=256"));
  }
  return SettingOption{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)),
                       "--set " + std::string(text)};
}

tl::expected<std::vector<SettingOption>, Failure> read_settings(
    std::span<const std::string> texts) {
  std::vector<SettingOption> settings;
  for (const std::string& text : texts) {
    auto setting = parse_setting(text);
    if (!setting) return tl::unexpected(bad_usage("--set " + text + ": " + setting.error()));
    settings.push_back(std::move(*setting));
  }
  return settings;
}

tl::expected<io::ServerMap, Failure> read_server_map(std::span<const std::string> rules) {
  io::ServerMap server_map;
  for (const std::string& rule : rules) {
    if (auto added = server_map.add(rule); !added) {
      return tl::unexpected(bad_usage("--map " + rule + ": " + added.error()));
    }
  }
  return server_map;
}

tl::expected<unsigned, std::string> parse_pace(std::string_view text) {
  if (const auto baud = number_within(text, io::pace_min, io::pace_max)) return *baud;
  return tl::unexpected(
      fmt::format("must be a number of baud from {} to {}", io::pace_min, io::pace_max));
}

tl::expected<std::size_t, std::string> parse_threads(std::string_view text) {
  return parse_number<std::size_t>(text, 1, limits::loop_count_max);
}

}  // namespace atmqtt::app
