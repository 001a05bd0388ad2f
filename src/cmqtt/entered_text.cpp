#include "cmqtt/entered_text.hpp"

#include "base/utf8.hpp"
#include "mqtt/topic.hpp"

namespace atmqtt::cmqtt {

std::string_view cut_at_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

tl::expected<std::string_view, Err> check_topic(std::string_view entered, TextKind kind,
                                                bool checks_utf8) {
  const std::string_view text = cut_at_nul(entered);
  if (text.empty()) return tl::unexpected(Err::topic_is_empty);
  if (checks_utf8 && !is_utf8(text)) return tl::unexpected(Err::bad_utf8_string);
  const bool is_right =
      kind == TextKind::topic_name ? mqtt::is_topic_name(text) : mqtt::is_topic_filter(text);
  if (!is_right) return tl::unexpected(Err::invalid_parameter);
  return text;
}

}  // namespace atmqtt::cmqtt
