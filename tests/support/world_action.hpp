#pragma once

#include "atmqtt/time.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace atmqtt::support {

class VirtualWorld;

/// Makes something happen in the world around the modem. The error says why it cannot happen now.
using WorldAction = std::function<tl::expected<void, std::string>(VirtualWorld&)>;

/// Understands the text of a `!` line: an action with its arguments, with the number of the client
/// in front if it is not client 0 that is meant. The error is a sentence without the place. The
/// actions are the rows of the table in world_action.cpp.
[[nodiscard]] tl::expected<WorldAction, std::string> parse_world_action(std::string_view text);

/// "5ms", "2s", "1min" or "100us".
[[nodiscard]] tl::expected<Duration, std::string> parse_duration(std::string_view text);

}  // namespace atmqtt::support
