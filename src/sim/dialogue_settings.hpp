#pragma once

#include "atmqtt/config.hpp"
#include "sim/dialogue.hpp"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace atmqtt::sim {

/// The profiles that a dialogue is played on if nobody names one.
[[nodiscard]] std::vector<std::string> profiles_of(const Dialogue& dialogue);

/// Overrides settings by those of the dialogue. The error is name:line: sentence.
[[nodiscard]] tl::expected<void, std::string> apply_settings(const Dialogue& dialogue,
                                                             Settings& settings);

}  // namespace atmqtt::sim
