#pragma once

#include "atmqtt/network_event.hpp"

namespace atmqtt::io {

/// Whom those tell who do something in the network for a modem. It may let go of them in the call.
class NetworkListener {
 public:
  virtual void on_network_event(const NetworkEvent& event) = 0;

 protected:
  ~NetworkListener() = default;
};

}  // namespace atmqtt::io
