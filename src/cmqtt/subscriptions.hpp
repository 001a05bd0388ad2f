#pragma once

#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::cmqtt {

/// The topic filters that the server has accepted of one client, in the order in which it did, for
/// AT+CMQTTSUB?. Those of a request wait for its answer; a new request takes the place of one that
/// was never answered. Bounded by limits::subscribed_topics_size_max.
class Subscriptions {
 public:
  [[nodiscard]] std::span<const std::string> filters() const { return filters_; }

  void ask(std::span<const mqtt::Subscription> subscriptions);
  /// One octet per filter asked for.
  void accepted(std::string_view return_codes);

  void ask_end(std::span<const std::string_view> filters);
  void ended();

  void clear();

 private:
  void add(std::string&& filter);

  std::vector<std::string> filters_;
  std::vector<std::string> asked_;
  std::size_t size_ = 0;  ///< octets of filters_
};

}  // namespace atmqtt::cmqtt
