#pragma once

#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <memory>
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
  [[nodiscard]] std::span<const std::string> filters() const;

  void ask(std::span<const mqtt::Subscription> subscriptions);
  /// One octet per filter asked for.
  void accepted(std::string_view return_codes);

  void ask_end(std::span<const std::string_view> filters);
  void ended();

  void clear() { lists_.reset(); }

 private:
  struct Lists {
    std::vector<std::string> filters;
    std::vector<std::string> asked;
    std::size_t size = 0;  ///< octets of filters
  };

  Lists& lists();
  void add(std::string&& filter);

  std::unique_ptr<Lists> lists_;  ///< from the first request on: few modules list them
};

}  // namespace atmqtt::cmqtt
