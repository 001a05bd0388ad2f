#pragma once

#include "atmqtt/time.hpp"
#include "sim/networked_world.hpp"
#include "trial/plan.hpp"
#include "trial/witness.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace atmqtt::trial {

inline constexpr std::string_view comeback_name = "DISC, REL, STOP, START bring the modem back";

/// A host that opens the port anew and does what every driver does to begin from nothing, then
/// sends and gets a message. Behind a hostile host it resets the module first, since that may have
/// changed any setting. `run` lets everything happen up to a time. Returns what did not work, or
/// nothing.
[[nodiscard]] std::string come_back(const Plan& plan, sim::NetworkedWorld& world, Witness& witness,
                                    const std::function<void(Time end)>& run);

}  // namespace atmqtt::trial
