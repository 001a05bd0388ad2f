#pragma once

#include "app/failure.hpp"
#include "app/port_options.hpp"
#include "io/log.hpp"
#include "io/server_map.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::app {

/// A value for a key of modem/settings.hpp that overrides that of the profile.
struct SettingOption {
  std::string key;
  std::string value;
  std::string place;  ///< where the user wrote it: "--set KEY=VALUE" or "FILE:LINE"
  friend bool operator==(const SettingOption&, const SettingOption&) = default;
};

/// Modems of one kind, one per port.
struct ModemOptions {
  std::optional<std::string> profile;  ///< a name or a file
  std::vector<SettingOption> settings;
  std::vector<PortOptions> ports;
  std::optional<unsigned> pace;  ///< in baud
};

/// Nothing to be done but to print this: the help or the version.
struct PrintedText {
  std::string text;
};

/// What `atmqtt serve` is asked for, on the command line and in a file together.
struct ServeOptions {
  ModemOptions modem;                ///< those outside [[modem]]; what they lack is the default
  std::vector<ModemOptions> modems;  ///< those of [[modem]]; what they lack is that of `modem`
  bool has_modem_per_connection = false;
  std::optional<std::size_t> threads;  ///< event loops, each with a thread
  io::ServerMap server_map;
  std::optional<std::string> state;  ///< the directory of all modems
  std::optional<std::string> trace;
  std::optional<io::LogLevel> log_level;
  std::optional<std::string> exec;  ///< a command for the shell
  std::optional<std::string> user;  ///< whom the process becomes, by name
};

[[nodiscard]] bool has_stdio(const ServeOptions& options);

/// Ports of all entries.
[[nodiscard]] std::size_t count_ports(const ServeOptions& options);

/// How many event loops serve the modems: what is asked for, or what fits their number. Where each
/// connection is a modem, there may be as many as the bound allows.
[[nodiscard]] std::size_t loop_count(const ServeOptions& options);

/// Whether all ports can exist beside each other. The error is a sentence.
[[nodiscard]] tl::expected<void, std::string> check_ports(const ServeOptions& options);

/// The words for io::LogLevel, in its order.
inline constexpr std::string_view log_level_names[] = {"debug", "info", "warning", "error", "off"};

/// Errors say in words what is allowed.
[[nodiscard]] tl::expected<io::LogLevel, std::string> parse_log_level(std::string_view name);
[[nodiscard]] tl::expected<SettingOption, std::string> parse_setting(std::string_view text);
[[nodiscard]] tl::expected<unsigned, std::string> parse_pace(std::string_view text);
[[nodiscard]] tl::expected<std::size_t, std::string> parse_threads(std::string_view text);

/// The values of all --set, and of all --map.
[[nodiscard]] tl::expected<std::vector<SettingOption>, Failure> read_settings(
    std::span<const std::string> texts);
[[nodiscard]] tl::expected<io::ServerMap, Failure> read_server_map(
    std::span<const std::string> rules);

}  // namespace atmqtt::app
