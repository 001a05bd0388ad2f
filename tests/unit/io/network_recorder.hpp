#pragma once

#include "io/network_listener.hpp"

#include <vector>

namespace atmqtt::io {

/// Keeps what is told of the network.
class NetworkRecorder final : public NetworkListener {
 public:
  std::vector<NetworkEvent> events;

  void on_network_event(const NetworkEvent& event) override { events.push_back(event); }

  template <class Event>
  [[nodiscard]] const Event* get(std::size_t i) const {
    return i < events.size() ? std::get_if<Event>(&events[i]) : nullptr;
  }
};

}  // namespace atmqtt::io
