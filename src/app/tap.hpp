#pragma once

#include "app/outcome.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt::app {

// Results as the Test Anything Protocol, version 14, writes them. All texts are whole lines.

/// The version and the plan.
[[nodiscard]] std::string tap_head(std::size_t count);

/// The result with this number, from 1. A difference is told in a block of YAML, whose texts in
/// single quotes have no escapes but '' so that those of dialogues stay readable.
[[nodiscard]] std::string tap_result(std::size_t number, const Outcome& outcome);

/// The counts, as a comment.
[[nodiscard]] std::string tap_tail(std::span<const Outcome> outcomes);

/// The end when the rest cannot be played.
[[nodiscard]] std::string tap_bail_out(std::string_view reason);

}  // namespace atmqtt::app
