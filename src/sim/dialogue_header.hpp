#pragma once

#include "sim/dialogue.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace atmqtt::sim {

/// Takes a line that begins with '#', which is a header or a comment. One that looks like a header,
/// because it begins with a word in small letters and a colon, must be one. The error is a sentence
/// without the place.
[[nodiscard]] tl::expected<void, std::string> take_comment(Dialogue& dialogue, int line,
                                                           std::string_view comment);

}  // namespace atmqtt::sim
