#pragma once

#include "app/check_options.hpp"
#include "app/failure.hpp"
#include "app/fleet_options.hpp"
#include "app/serve_broker_options.hpp"
#include "app/serve_options.hpp"

#include <tl/expected.hpp>

#include <string>
#include <variant>
#include <vector>

namespace atmqtt::app {

/// `atmqtt profiles`
struct ProfilesOptions {
  std::vector<std::string> show{};  ///< whose settings are listed; none: the profiles are
  bool is_markdown = false;
};

/// `atmqtt commands`
struct CommandsOptions {
  std::string profile = "sim8200";
  bool is_markdown = false;
};

using Options = std::variant<ServeOptions, CheckOptions, FleetOptions, ServeBrokerOptions,
                             ProfilesOptions, CommandsOptions, PrintedText>;

/// Reads the command line, and the file that --config names. What the command line says goes before
/// what the file says; ports of both are opened; without any there is one pty.
[[nodiscard]] tl::expected<Options, Failure> parse_options(int argc, const char* const* argv);

}  // namespace atmqtt::app
