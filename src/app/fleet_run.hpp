#pragma once

#include "app/failure.hpp"
#include "app/fleet_options.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Plays the script on all modems until it has ended on all, the time is over, or SIGINT or SIGTERM
/// comes; a second signal ends it at once. Progress goes to standard error, the summary to standard
/// output. Returns the exit status by --expect, or why it could not begin or the summary not be
/// written.
[[nodiscard]] tl::expected<int, Failure> run_fleet(const FleetOptions& options);

}  // namespace atmqtt::app
