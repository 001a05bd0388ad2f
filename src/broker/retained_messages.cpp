#include "broker/retained_messages.hpp"

#include "base/limits.hpp"
#include "broker/topic_match.hpp"

#include <algorithm>

namespace atmqtt::broker {

void RetainedMessages::set(std::string_view topic, std::string_view payload, mqtt::Qos qos) {
  const auto found = entries_.find(topic);
  if (found != entries_.end()) {
    size_ -= topic.size() + found->second.payload.size();
    if (payload.empty()) {
      entries_.erase(found);
      return;
    }
    found->second = {std::string(payload), qos};
  } else if (payload.empty()) {
    return;
  } else {
    entries_.emplace(topic, Entry{std::string(payload), qos});
  }
  size_ += topic.size() + payload.size();
}

bool RetainedMessages::has_room(std::string_view topic, std::size_t payload_size) const {
  const auto found = entries_.find(topic);
  const std::size_t replaced =
      found == entries_.end() ? 0 : topic.size() + found->second.payload.size();
  return size_ - replaced + topic.size() + payload_size <= limits::broker_retained_size_max;
}

void RetainedMessages::match(std::string_view filter, const Visit& visit) const {
  // Topics that match share what stands before the first wildcard. "a/#" matches "a" as well.
  std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
  if (prefix.size() < filter.size() && prefix.ends_with('/')) prefix.remove_suffix(1);
  for (auto each = entries_.lower_bound(prefix); each != entries_.end(); ++each) {
    if (!each->first.starts_with(prefix)) break;
    if (topic_matches(filter, each->first)) visit(each->first, each->second);
  }
}

void RetainedMessages::visit_all(const Visit& visit) const {
  for (const auto& [topic, entry] : entries_) visit(topic, entry);
}

}  // namespace atmqtt::broker
