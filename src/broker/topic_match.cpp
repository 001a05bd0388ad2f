#include "broker/topic_match.hpp"

#include <optional>

namespace atmqtt::broker {
namespace {

/// Removes the first level and its separator from the front; nothing is left behind the last level.
std::string_view take_level(std::optional<std::string_view>& levels) {
  const std::string_view level = levels->substr(0, levels->find('/'));
  if (level.size() == levels->size()) {
    levels.reset();
  } else {
    levels->remove_prefix(level.size() + 1);
  }
  return level;
}

}  // namespace

bool topic_matches(std::string_view filter, std::string_view topic) {
  // A wildcard at the front does not match the server's own topics, [MQTT-4.7.2-1].
  if (topic.starts_with('$') && !filter.starts_with('$')) return false;
  std::optional<std::string_view> filter_levels = filter;
  std::optional<std::string_view> topic_levels = topic;
  while (filter_levels && topic_levels) {
    const std::string_view wanted = take_level(filter_levels);
    if (wanted == "#") return true;
    if (const std::string_view level = take_level(topic_levels); wanted != "+" && wanted != level) {
      return false;
    }
  }
  // "a/#" matches the parent level "a" as well.
  return !topic_levels && (!filter_levels || *filter_levels == "#");
}

}  // namespace atmqtt::broker
