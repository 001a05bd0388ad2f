#pragma once

#include "broker/change.hpp"
#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::broker {

/// A session that a message is for, and the highest QoS that its subscriptions allow.
struct Subscriber {
  SessionNumber session{};
  mqtt::Qos qos{};
  friend bool operator==(const Subscriber&, const Subscriber&) = default;
};

/// The number of levels of a topic or filter.
[[nodiscard]] std::size_t level_count(std::string_view topic);

/// The subscriptions of all sessions as a tree of the levels of their filters, so that a message
/// costs what its own subscribers cost, however many others there are.
class TopicTree {
 public:
  /// Adds a subscription or changes its QoS. Needs: a filter that mqtt::is_topic_filter() takes, of
  /// at most limits::broker_filter_level_count_max levels.
  void insert(std::string_view filter, const Subscriber& subscriber);

  /// Does nothing when there is no such subscription.
  void erase(std::string_view filter, SessionNumber session);

  /// Those whom a message of this topic is for, each once, in ascending order of their numbers
  /// (MQTT 3.1.1 section 4.7; of several subscriptions the highest QoS counts, [MQTT-3.3.5-1]).
  /// `found` is overwritten.
  void match(std::string_view topic, std::vector<Subscriber>& found) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> levels;
    std::vector<Subscriber> subscribers;  // in ascending order of their numbers
  };

  Node root_;
  // Scratch memory of match().
  mutable std::vector<const Node*> reached_;
  mutable std::vector<const Node*> next_;
};

}  // namespace atmqtt::broker
