#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "device/clock.hpp"
#include "device/packet_data.hpp"
#include "tlsconf/tls.hpp"

#include <vector>

namespace atmqtt::cmqtt {

/// What the service and its clients work with. The modem owns all of it, keeps `now` up to date and
/// takes the actions out at the end of each call.
struct Environment {
  const ModemConfig& config;
  at::Interpreter& line;  ///< where results, URCs and RX groups go
  Observer& observer;
  BufferPool& pool;
  const tlsconf::Tls& tls;
  const device::Clock& clock;
  device::PacketData& packet_data;
  std::vector<Action>& actions;
  const Time& now;
};

}  // namespace atmqtt::cmqtt
