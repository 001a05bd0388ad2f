#pragma once

#include "app/broker_option.hpp"
#include "app/failure.hpp"
#include "app/serve_options.hpp"
#include "io/server_map.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace atmqtt::app {

/// A port of somebody else, to which we are the host.
struct AgainstOption {
  std::string text;  ///< as it was written
  PortOptions port;
};

/// `atmqtt check`
struct CheckOptions {
  std::optional<std::string> profile = {};  ///< a name or a file
  std::vector<SettingOption> settings = {};
  io::ServerMap server_map = {};
  std::optional<Broker> broker = {};
  std::optional<AgainstOption> against = {};
  std::optional<std::string> junit = {};
  std::optional<std::string> record = {};
  std::vector<std::string> paths = {};  ///< of dialogues, and of directories with dialogues
};

[[nodiscard]] tl::expected<std::variant<CheckOptions, PrintedText>, Failure> parse_check_options(
    std::span<const char* const> arguments);

/// Reads the value of --against. The error says in words what is allowed.
[[nodiscard]] tl::expected<AgainstOption, std::string> parse_against(std::string_view text);

}  // namespace atmqtt::app
