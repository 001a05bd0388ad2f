#pragma once

#include "atmqtt/config.hpp"

namespace atmqtt::at {

/// Whether a module has a command, a form of it or a parameter; none means that all have it.
using Condition = bool (*)(const Settings& settings);

/// The condition that a setting has a value; a flag, unless told otherwise, that it is on.
template <auto member, auto value = true>
inline constexpr Condition given =
    [](const Settings& settings) { return settings.*member == value; };

[[nodiscard]] constexpr bool holds(Condition condition, const Settings& settings) {
  return condition == nullptr || condition(settings);
}

}  // namespace atmqtt::at
