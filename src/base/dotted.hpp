#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt {

/// Whether the text is this many numbers from 0 to 255 with dots between them, as an IPv4 address
/// is written with four, and +CGPADDR writes an IPv6 address with sixteen.
[[nodiscard]] bool is_dotted(std::string_view text, std::size_t count);

/// The address that many places behind another; behind the last one comes the first. Needs: `text`
/// is dotted, `distance` is not negative.
[[nodiscard]] std::string dotted_behind(std::string_view text, int distance);

}  // namespace atmqtt
