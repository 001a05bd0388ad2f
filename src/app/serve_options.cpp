#include "app/serve_options.hpp"

#include "io/pacer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace atmqtt::app {

namespace {

std::ptrdiff_t count_stdio(const ServeOptions& options) {
  const auto count = [](const ModemOptions& modem) {
    return std::ranges::count_if(modem.ports, [](const PortOptions& port) {
      return std::holds_alternative<StdioOptions>(port);
    });
  };
  std::ptrdiff_t sum = count(options.modem);
  for (const ModemOptions& modem : options.modems) sum += count(modem);
  return sum;
}

}  // namespace

bool has_stdio(const ServeOptions& options) { return count_stdio(options) > 0; }

tl::expected<void, std::string> check_ports(const ServeOptions& options) {
  const auto count = count_stdio(options);
  if (count > 0 && options.exec) {
    return tl::unexpected<std::string>(
        "--exec: has the standard input and output, so that no port may be --stdio");
  }
  if (count <= 1) return {};
  return tl::unexpected(fmt::format(
      "--stdio: asked for {} times, must be once, because standard input serves one modem", count));
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
  unsigned baud = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), baud);
  if (error != std::errc() || end != text.data() + text.size() || baud < io::pace_min ||
      baud > io::pace_max) {
    return tl::unexpected(
        fmt::format("must be a number of baud from {} to {}", io::pace_min, io::pace_max));
  }
  return baud;
}

}  // namespace atmqtt::app
