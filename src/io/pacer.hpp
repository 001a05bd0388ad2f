#pragma once

#include "atmqtt/time.hpp"

#include <cstddef>

namespace atmqtt::io {

inline constexpr unsigned pace_min = 300;
inline constexpr unsigned pace_max = 4'000'000;

/// When octets have passed a UART: 8N1, thus ten bits each. An octet counts when its stop bit has
/// passed, as at the receiver. Octets are counted by the millisecond, so that a fast line does not
/// wake the process for each of them. One that is late hands over what has passed meanwhile, so
/// that a busy machine does not make the line slower.
class Pacer {
 public:
  /// Needs: a speed from pace_min to pace_max.
  explicit Pacer(unsigned baud) : octet_time_(Duration(std::chrono::seconds(10)) / baud) {}

  /// The line was idle and its next octet starts now.
  void start(Time now) { next_start_ = now; }

  /// How many octets have passed by now and were not taken yet.
  [[nodiscard]] std::size_t passed(Time now) const;

  /// The other side has taken so many of those that have passed.
  void take(std::size_t count) { next_start_ += octet_time_ * static_cast<Duration::rep>(count); }

  /// When the next octets have passed of so many that wait: a millisecond of them, one at least.
  [[nodiscard]] Time next(std::size_t waiting) const;

 private:
  Duration octet_time_;
  Time next_start_;  ///< of the first octet that was not taken yet
};

}  // namespace atmqtt::io
