#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"

#include <vector>

namespace atmqtt::cmqtt {

/// What the service and its clients work with. The modem owns it, sets `now` at the beginning of
/// each call and takes the actions out at its end.
struct Environment {
  const ModemConfig& config;
  at::Interpreter& line;  ///< where results, URCs and RX groups go
  Observer& observer;
  BufferPool& pool;
  std::vector<Action> actions;
  Time now{};
};

}  // namespace atmqtt::cmqtt
