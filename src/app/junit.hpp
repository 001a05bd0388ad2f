#pragma once

#include "app/outcome.hpp"

#include <span>
#include <string>

namespace atmqtt::app {

/// The results as an XML file in the form of JUnit, which CI systems read: one test suite, one test
/// case for each result.
[[nodiscard]] std::string junit_report(std::span<const Outcome> outcomes);

}  // namespace atmqtt::app
