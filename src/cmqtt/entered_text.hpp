#pragma once

#include "cmqtt/err.hpp"

#include <tl/expected.hpp>

#include <string_view>

/// What is checked in entered texts once they are there (decisions C9, C10).
namespace atmqtt::cmqtt {

/// The text up to its first NUL.
[[nodiscard]] std::string_view cut_at_nul(std::string_view text);

enum class TextKind : unsigned char { topic_name, topic_filter };

/// Why a text is refused.
struct TextFault {
  Err err{};
  std::string_view why;
};

/// The text as it will be sent, or what refuses it: bad_utf8_string, invalid_parameter for
/// wildcards where they may not stand, topic_is_empty when nothing is in front of a NUL.
[[nodiscard]] tl::expected<std::string_view, TextFault> check_topic(std::string_view entered,
                                                                    TextKind kind,
                                                                    bool checks_utf8);

}  // namespace atmqtt::cmqtt
