#pragma once

#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace atmqtt::broker {

/// The retained message of each topic that has one.
class RetainedMessages {
 public:
  struct Entry {
    std::string payload;
    mqtt::Qos qos{};
  };
  using Visit = std::function<void(std::string_view topic, const Entry& entry)>;

  /// Sets the message of a topic; an empty payload removes it.
  void set(std::string_view topic, std::string_view payload, mqtt::Qos qos);

  /// Whether a message of this size can be kept: limits::broker_retained_size_max is not passed.
  [[nodiscard]] bool has_room(std::string_view topic, std::size_t payload_size) const;

  /// Visits those whose topic the filter matches, in the order of the topics' octets.
  void match(std::string_view filter, const Visit& visit) const;

  [[nodiscard]] std::size_t count() const { return entries_.size(); }
  /// Octets of all topics and payloads.
  [[nodiscard]] std::size_t size() const { return size_; }
  void visit_all(const Visit& visit) const;

 private:
  std::map<std::string, Entry, std::less<>> entries_;
  std::size_t size_ = 0;
};

}  // namespace atmqtt::broker
