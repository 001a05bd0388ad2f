#pragma once

#include "atmqtt/config.hpp"
#include "sim/dialogue.hpp"
#include "sim/difference.hpp"
#include "sim/stage.hpp"

#include <optional>
#include <string>

namespace atmqtt::sim {

/// Why the dialogue cannot be played on the stage, with the line of the step, if it cannot.
[[nodiscard]] std::optional<std::string> find_objection(const Dialogue& dialogue,
                                                        const Stage& stage);

/// Plays the host's side of the dialogue and compares the modem's side; returns the first
/// difference. `settings` are those of the modem: they say how messages are cut and whether data is
/// echoed. Needs: the stage is a new one.
[[nodiscard]] std::optional<Difference> play(const Dialogue& dialogue, const Settings& settings,
                                             Stage& stage);

}  // namespace atmqtt::sim
