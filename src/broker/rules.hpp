#pragma once

#include "broker/rule.hpp"

#include <string_view>
#include <vector>

namespace atmqtt::broker {

/// The rules of a broker, in the order in which they were added.
class Rules {
 public:
  void add(Rule rule);
  void remove(std::string_view name);
  [[nodiscard]] bool empty() const { return rules_.empty(); }

  /// The first rule that fits and applies now, or nullptr; one that fits and is still to be skipped
  /// counts the occasion. Used-up rules are forgotten with the next call that is not const.
  [[nodiscard]] const Rule* apply(Occasion occasion, mqtt::PacketType type,
                                  std::string_view client_id, std::string_view peer);

 private:
  std::vector<Rule> rules_;
};

}  // namespace atmqtt::broker
