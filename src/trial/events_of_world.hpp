#pragma once

#include "sim/random.hpp"
#include "trial/plan.hpp"

namespace atmqtt::trial {

/// Appends what network, broker and partner do. When the plan keeps the sessions, nothing that ends
/// them.
void add_events_of_world(Plan& plan, sim::Random& random);

}  // namespace atmqtt::trial
