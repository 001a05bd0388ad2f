#pragma once

#include <string>
#include <string_view>

namespace atmqtt {

/// Octets as printable ASCII: \r, \n, \t, \0 and \\ by name, others outside 0x20-0x7E as \xNN.
/// unescape() turns the result back into the same octets.
void append_escaped(std::string& out, std::string_view octets);
[[nodiscard]] std::string escape(std::string_view octets);

/// The inverse. Returns false, and leaves `out` unspecified, when a backslash begins no known
/// escape.
[[nodiscard]] bool unescape(std::string_view text, std::string& out);

}  // namespace atmqtt
