#pragma once

#include "app/check_options.hpp"
#include "app/failure.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Plays all dialogues and prints the results. Returns that one has a difference, or why not all
/// could be played.
[[nodiscard]] tl::expected<void, Failure> check(const CheckOptions& options);

}  // namespace atmqtt::app
