#include "cmqtt/entered_text.hpp"

#include "base/utf8.hpp"
#include "mqtt/topic.hpp"

namespace atmqtt::cmqtt {

std::string_view cut_at_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

tl::expected<std::string_view, TextFault> check_topic(std::string_view entered, TextKind kind,
                                                      bool checks_utf8) {
  const auto fault = [](Err err, std::string_view why) {
    return tl::unexpected(TextFault{err, why});
  };
  const std::string_view text = cut_at_nul(entered);
  if (text.empty()) return fault(Err::topic_is_empty, "the topic is empty: it begins with a NUL");
  if (checks_utf8 && !is_utf8(text)) {
    return fault(Err::bad_utf8_string, "the topic is not a UTF-8 string");
  }
  if (kind == TextKind::topic_name && !mqtt::is_topic_name(text)) {
    return fault(Err::invalid_parameter,
                 "the topic holds a wildcard, + or #, which only a filter may");
  }
  if (kind == TextKind::topic_filter && !mqtt::is_topic_filter(text)) {
    return fault(Err::invalid_parameter,
                 "a wildcard of the filter stands wrong: + is a whole level, # the whole last one");
  }
  return text;
}

}  // namespace atmqtt::cmqtt
