#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// What was expected and what came, escaped. Of long octets the place of the first difference is
/// shown, with a little before it.
struct Sides {
  std::string expected;
  std::string got;
  std::size_t agreeing = 0;  ///< so many octets agree; 0 when both are shown from their beginning
};

[[nodiscard]] Sides compare(std::string_view expected, std::string_view got);

/// The first difference between a dialogue and what happened.
struct Difference {
  int line{};        ///< of the dialogue
  std::string text;  ///< a sentence
  std::optional<Sides> sides = {};
  std::vector<std::string> reasons = {};  ///< what the modem said to that
};

/// "name:line: sentence" and, on lines of their own, both sides and the reasons.
[[nodiscard]] std::string describe(std::string_view name, const Difference& difference);

}  // namespace atmqtt::sim
