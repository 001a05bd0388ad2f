#pragma once

#include <string_view>

namespace atmqtt::app {

/// Whether the modem has answered a command line: it asks for data, or it has given the final
/// result code and, behind OK, the result that the network gives later.
[[nodiscard]] bool is_answered(std::string_view line, std::string_view output);

/// Whether the modem asks for data now.
[[nodiscard]] bool ends_with_prompt(std::string_view output);

}  // namespace atmqtt::app
