#pragma once

#include "app/check_options.hpp"
#include "app/failure.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Types the lines of standard input to a modem, shows what it answers, and writes both down as a
/// dialogue. Needs: options.record.
///
/// A line behind a prompt is data: its escapes are resolved and no CR follows. The line
/// "! wait DURATION" lets time pass. A terminal's lines are typed when they are entered; those of a
/// pipe or file when the line before has been answered.
[[nodiscard]] tl::expected<void, Failure> record(const CheckOptions& options);

}  // namespace atmqtt::app
