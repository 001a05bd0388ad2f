#pragma once

#include <string_view>

/// The rules for topics, MQTT 3.1.1 section 4.7; those of 3.1 (appendix A) are the same. They
/// concern single octets, so that they hold for binary topics as well.
namespace atmqtt::mqtt {

/// At least one octet, at most 65,535, and no wildcard.
[[nodiscard]] bool is_topic_name(std::string_view text);

/// At least one octet, at most 65,535; `+` fills a whole level, `#` fills the last one.
[[nodiscard]] bool is_topic_filter(std::string_view text);

/// Whether `text` may stand in a packet as a UTF-8 string: well formed and without U+0000
/// (MQTT 3.1.1 section 1.5.3).
[[nodiscard]] bool is_utf8_string(std::string_view text);

}  // namespace atmqtt::mqtt
