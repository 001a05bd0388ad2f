#pragma once

#include <chrono>

namespace atmqtt {

/// The clock of the core. It deliberately has no now(): time is an argument of every call into the
/// core and comes out only as a deadline, so that the compiler keeps real time out of the protocol
/// and a test can let a day pass in a microsecond. The epoch is the embedder's choice; time never
/// runs backwards between two calls on the same modem.
struct Clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Clock>;
  static constexpr bool is_steady = true;
};

using Duration = Clock::duration;
using Time = Clock::time_point;

/// The deadline of something that waits for no time.
inline constexpr Time never = Time::max();

}  // namespace atmqtt
