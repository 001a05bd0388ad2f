#pragma once

#include "sim/difference.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace atmqtt::app {

/// What came of one dialogue on one modem.
struct Outcome {
  std::string file;
  std::string modem;                            ///< its profile, or its port
  std::optional<std::string> skip_reason = {};  ///< why it was not played
  std::optional<sim::Difference> difference = {};
  std::chrono::duration<double> time{};

  [[nodiscard]] bool is_passed() const { return !skip_reason && !difference; }
};

struct Counts {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
};

[[nodiscard]] Counts count(std::span<const Outcome> outcomes);

}  // namespace atmqtt::app
