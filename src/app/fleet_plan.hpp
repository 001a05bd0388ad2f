#pragma once

#include "app/failure.hpp"
#include "app/fleet_options.hpp"
#include "fleet/plan.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Reads the script, the profile and the certificates, and checks that they go together and that
/// the machine has enough descriptors and ports. Needs: the limit of descriptors is raised already.
[[nodiscard]] tl::expected<fleet::Plan, Failure> make_plan(const FleetOptions& options);

}  // namespace atmqtt::app
