#pragma once

#include "scenario/step.hpp"

#include <span>
#include <string>
#include <vector>

namespace atmqtt::scenario {

/// A course of steps that all succeed when nothing goes wrong, but for the results 17 of the steps
/// that are never answered.
struct Scenario {
  std::string name;  ///< an identifier, because it is part of the name of a test
  std::vector<Step> steps;
};

/// The sessions of the chapter, with MQTT 3.1.1 and with 3.1.
[[nodiscard]] std::span<const Scenario> all_scenarios();

}  // namespace atmqtt::scenario
