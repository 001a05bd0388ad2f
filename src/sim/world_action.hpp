#pragma once

#include "atmqtt/time.hpp"

#include <tl/expected.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace atmqtt::sim {

class VirtualWorld;

/// Something that happens in the world around the modem.
struct WorldAction {
  /// What it is where the world is not in our hands but time and the host's end of the line are.
  enum class Real : unsigned char { impossible, wait, close_dte, open_dte };

  std::string text;  ///< as it was written
  Real real{};
  Duration duration{};  ///< of Real::wait

  /// Makes it happen in a virtual world. The error says why it cannot happen now.
  std::function<tl::expected<void, std::string>(VirtualWorld&)> perform = nullptr;
};

/// Understands the text of a `!` line: an action with its arguments, with the number of the client
/// in front if it is not client 0 that is meant. The error is a sentence without the place. The
/// actions are the rows of the table in world_action.cpp.
[[nodiscard]] tl::expected<WorldAction, std::string> parse_world_action(std::string_view text);

}  // namespace atmqtt::sim
