#pragma once

#include "atmqtt/time.hpp"

#include <algorithm>
#include <chrono>

namespace atmqtt::fleet {

/// Gives the CONNECTs of many modems their times, so that they are evenly spread.
class ConnectPace {
 public:
  /// 0: no pace.
  explicit ConnectPace(double connects_per_second)
      : interval_(connects_per_second > 0
                      ? std::chrono::duration_cast<Duration>(
                            std::chrono::duration<double>(1 / connects_per_second))
                      : Duration::zero()) {}

  /// The time of the next one, which is not before `now`.
  [[nodiscard]] Time take(Time now) {
    const Time time = std::max(now, next_);
    next_ = time + interval_;
    return time;
  }

 private:
  Duration interval_;
  Time next_{};
};

}  // namespace atmqtt::fleet
