#include "cmqtt/topic_cache.hpp"

#include "base/check.hpp"

namespace atmqtt::cmqtt {
namespace {

constexpr std::size_t head_size = 3;

std::size_t value_of(char octet) { return static_cast<unsigned char>(octet); }

}  // namespace

std::size_t TopicCache::size() const {
  std::size_t size = 0;
  for (const mqtt::Subscription& each : subscriptions()) size += each.filter.size();
  return size;
}

void TopicCache::add(std::string_view filter, mqtt::Qos qos) {
  CHECK(size() + filter.size() <= size_max);
  const char head[head_size] = {static_cast<char>(qos), static_cast<char>(filter.size() >> 8),
                                static_cast<char>(filter.size() & 0xFF)};
  records_.append({head, head_size});
  records_.append(filter);
}

std::vector<mqtt::Subscription> TopicCache::subscriptions() const {
  std::vector<mqtt::Subscription> subscriptions;
  std::string_view rest = records_.view();
  while (!rest.empty()) {
    const auto qos = static_cast<mqtt::Qos>(rest[0]);
    const std::size_t size = value_of(rest[1]) << 8 | value_of(rest[2]);
    subscriptions.push_back({rest.substr(head_size, size), qos});
    rest.remove_prefix(head_size + size);
  }
  return subscriptions;
}

std::vector<std::string_view> TopicCache::filters() const {
  std::vector<std::string_view> filters;
  for (const mqtt::Subscription& each : subscriptions()) filters.push_back(each.filter);
  return filters;
}

}  // namespace atmqtt::cmqtt
