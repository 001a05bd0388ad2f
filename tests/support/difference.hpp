#pragma once

#include <string>
#include <string_view>

namespace atmqtt::support {

/// What was expected and what came, escaped and one below the other. Of long octets the place of
/// the first difference is shown, with a little before it.
[[nodiscard]] std::string describe_difference(std::string_view expected, std::string_view got);

}  // namespace atmqtt::support
