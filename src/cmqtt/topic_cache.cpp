#include "cmqtt/topic_cache.hpp"

#include "base/check.hpp"

namespace atmqtt::cmqtt {

void TopicCache::add(std::string_view filter, mqtt::Qos qos) {
  CHECK(size() + filter.size() <= size_max);
  octets_.append(filter);
  entries_.push_back({filter.size(), qos});
}

std::vector<mqtt::Subscription> TopicCache::subscriptions() const {
  std::vector<mqtt::Subscription> subscriptions;
  std::string_view rest = octets_.view();
  for (const Entry& entry : entries_) {
    subscriptions.push_back({rest.substr(0, entry.size), entry.qos});
    rest.remove_prefix(entry.size);
  }
  return subscriptions;
}

std::vector<std::string_view> TopicCache::filters() const {
  std::vector<std::string_view> filters;
  for (const mqtt::Subscription& subscription : subscriptions()) {
    filters.push_back(subscription.filter);
  }
  return filters;
}

void TopicCache::clear() {
  octets_.clear();
  // Subscribing is rare: an idle client keeps no memory for it.
  entries_ = std::vector<Entry>();
}

}  // namespace atmqtt::cmqtt
