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

  explicit TopicCache(BufferPool& pool) : octets_(pool) {}

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t count() const { return entries_.size(); }

  /// Octets of all filters.
  [[nodiscard]] std::size_t size() const { return octets_.size(); }

  /// Needs: size() + filter.size() <= size_max.
  void add(std::string_view filter, mqtt::Qos qos);

  /// The filters in the order they were entered. Views are valid until the cache changes.
  [[nodiscard]] std::vector<mqtt::Subscription> subscriptions() const;
  [[nodiscard]] std::vector<std::string_view> filters() const;

  void clear();

 private:
  struct Entry {
    std::size_t size;
    mqtt::Qos qos;
  };

  PooledString octets_;
  std::vector<Entry> entries_;
};

}  // namespace atmqtt::cmqtt
