#pragma once

#include "base/buffer_pool.hpp"
#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace atmqtt::cmqtt {

/// Topic filters entered by SUBTOPIC or UNSUBTOPIC until SUB or UNSUB sends them.
class TopicCache {
 public:
  /// The chapter's notes of F1613 and F1615.
  static constexpr std::size_t size_max = 5120;

  explicit TopicCache(BufferPool& pool) : records_(pool) {}

  [[nodiscard]] bool empty() const { return records_.empty(); }
  [[nodiscard]] std::size_t count() const { return subscriptions().size(); }

  /// Octets of all filters.
  [[nodiscard]] std::size_t size() const;

  /// Needs: size() + filter.size() <= size_max.
  void add(std::string_view filter, mqtt::Qos qos);

  /// The filters in the order they were entered. Views are valid until the cache changes.
  [[nodiscard]] std::vector<mqtt::Subscription> subscriptions() const;
  [[nodiscard]] std::vector<std::string_view> filters() const;

  void clear() { records_.clear(); }

 private:
  /// The QoS and the size of a filter, in one and two octets, and the filter.
  PooledString records_;
};

}  // namespace atmqtt::cmqtt
