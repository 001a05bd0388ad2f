#pragma once

#include "app/command_line.hpp"
#include "app/serve_options.hpp"
#include "fleet/expectation.hpp"
#include "io/host_port.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace atmqtt::app {

/// What `atmqtt fleet` is asked for.
struct FleetOptions {
  std::string script;
  std::uint32_t modem_count = 1;
  std::uint32_t first_modem = 1;
  std::vector<std::string> brokers;  ///< HOST:PORT
  std::vector<std::string> sources;  ///< numeric addresses
  std::optional<std::string> profile;
  std::vector<SettingOption> settings;
  io::ServerMap server_map;
  std::vector<std::pair<std::string, std::string>> certificates;  ///< name in the store, path
  double connects_per_second = 0;                                 ///< 0: as many as there are
  std::optional<Duration> duration;
  std::optional<std::size_t> threads;  ///< event loops, each with a thread
  Duration pause = std::chrono::seconds(5);
  std::optional<std::uint64_t> seed;
  std::vector<fleet::Expectation> expectations;
  std::optional<io::HostPort> metrics;
  std::optional<std::string> json;
};

/// Reads the command line behind `atmqtt fleet`.
[[nodiscard]] tl::expected<std::variant<FleetOptions, PrintedText>, Failure> parse_fleet_options(
    Arguments arguments);

}  // namespace atmqtt::app
