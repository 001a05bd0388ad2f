#pragma once

#include "sim/random.hpp"
#include "trial/plan.hpp"

namespace atmqtt::trial {

/// Appends what the host of the plan does, by its kind and profile.
void add_events_of_host(Plan& plan, sim::Random& random);

}  // namespace atmqtt::trial
