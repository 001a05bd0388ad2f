#pragma once

#include "app/command_line.hpp"
#include "app/sim/trials.hpp"

#include <string>
#include <variant>

namespace atmqtt::app {

/// What the command line of atmqtt-sim asks for: trials, or a text to be printed.
[[nodiscard]] tl::expected<std::variant<TrialsOptions, std::string>, Failure> parse_trials_options(
    Arguments arguments);

}  // namespace atmqtt::app
