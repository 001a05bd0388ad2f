#pragma once

#include "atmqtt/time.hpp"
#include "broker/observer.hpp"

#include <optional>
#include <set>
#include <utility>

namespace atmqtt::broker {

/// When connections are to be looked at, one time for each. A connection that is heard of meanwhile
/// keeps its time: when it comes, the owner sees that it is too early and sets it anew, so that a
/// packet costs nothing here.
class Timers {
 public:
  /// Moves the time of a connection; `never` stands for none.
  void move(ConnectionId connection, Time from, Time to);

  /// The earliest time, or `never`.
  [[nodiscard]] Time deadline() const;

  /// Takes the earliest that has come by `now`, or nothing.
  [[nodiscard]] std::optional<ConnectionId> take_due(Time now);

 private:
  // Those of one time come in the order of their connections, so that the order is always the same.
  std::set<std::pair<Time, ConnectionId>> times_;
};

}  // namespace atmqtt::broker
