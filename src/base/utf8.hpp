#pragma once

#include <cstddef>
#include <string_view>

namespace atmqtt {

/// The number of leading octets of `text` that are well-formed UTF-8 by the table of RFC 3629 (no
/// over-long form, no surrogate, nothing above U+10FFFF). Equal to text.size() when all of it is.
[[nodiscard]] std::size_t utf8_prefix_size(std::string_view text);

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  return utf8_prefix_size(text) == text.size();
}

}  // namespace atmqtt
