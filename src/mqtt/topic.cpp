#include "mqtt/topic.hpp"

#include "base/utf8.hpp"
#include "mqtt/control_packet.hpp"

namespace atmqtt::mqtt {
namespace {

bool is_text_size(std::string_view text) { return !text.empty() && text.size() <= text_size_max; }

/// Whether the wildcard at `position` stands where section 4.7.1 allows it.
bool is_well_placed(std::string_view filter, std::size_t position) {
  if (position > 0 && filter[position - 1] != '/') return false;
  if (position + 1 == filter.size()) return true;
  return filter[position] == '+' && filter[position + 1] == '/';
}

}  // namespace

bool is_topic_name(std::string_view text) {
  return is_text_size(text) && text.find_first_of("+#") == std::string_view::npos;
}

bool is_topic_filter(std::string_view text) {
  if (!is_text_size(text)) return false;
  std::size_t wildcard = text.find_first_of("+#");
  while (wildcard != std::string_view::npos) {
    if (!is_well_placed(text, wildcard)) return false;
    wildcard = text.find_first_of("+#", wildcard + 1);
  }
  return true;
}

bool is_utf8_string(std::string_view text) {
  return text.find('\0') == std::string_view::npos && is_utf8(text);
}

}  // namespace atmqtt::mqtt
