#include "broker/timers.hpp"

namespace atmqtt::broker {

void Timers::move(ConnectionId connection, Time from, Time to) {
  if (from != never) times_.erase({from, connection});
  if (to != never) times_.emplace(to, connection);
}

Time Timers::deadline() const { return times_.empty() ? never : times_.begin()->first; }

std::optional<ConnectionId> Timers::take_due(Time now) {
  if (times_.empty() || deadline() > now) return std::nullopt;
  return times_.extract(times_.begin()).value().second;
}

}  // namespace atmqtt::broker
