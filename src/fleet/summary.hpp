#pragma once

#include "fleet/expectation.hpp"
#include "fleet/figures.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::fleet {

/// What a fault is called, as in "wrong answer".
[[nodiscard]] std::string_view text_of(Fault::Kind kind);

/// How a run is, in three lines: connections and what fails; messages and latencies; whether the
/// program itself is the limit.
[[nodiscard]] std::vector<std::string> progress_lines(const Report& report);

/// The result of a run as lines for people: every figure, what failed by code, the first fault of
/// each kind, the expectations.
[[nodiscard]] std::string summary_text(const Report& report,
                                       std::span<const Expectation> expectations);

/// The same for programs. Times are in seconds; what was not measured is null.
[[nodiscard]] std::string summary_json(const Report& report,
                                       std::span<const Expectation> expectations);

[[nodiscard]] bool are_met(std::span<const Expectation> expectations, const Report& report);

}  // namespace atmqtt::fleet
