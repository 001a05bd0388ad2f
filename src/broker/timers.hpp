#pragma once

#include "atmqtt/time.hpp"
#include "broker/observer.hpp"

#include <optional>
#include <vector>

namespace atmqtt::broker {

/// When connections are to be looked at. A connection that is heard of meanwhile keeps its place:
/// when its time comes, the owner sees that it is too early and sets it anew, so that a packet
/// costs nothing here.
class Timers {
 public:
  void set(Time time, ConnectionId connection);

  /// The earliest time, or `never`.
  [[nodiscard]] Time deadline() const;

  /// Takes the earliest that has come by `now`, or nothing.
  [[nodiscard]] std::optional<ConnectionId> take_due(Time now);

 private:
  struct Timer {
    Time time;
    ConnectionId connection;
  };
  [[nodiscard]] static bool is_later(const Timer& one, const Timer& other);

  std::vector<Timer> heap_;
};

}  // namespace atmqtt::broker
