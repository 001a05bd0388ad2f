#pragma once

#include "atmqtt/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace atmqtt::fleet {

/// How often which time was measured, in logarithmic steps: a value that comes out is at most 1/32
/// above the one that went in. Times are whole microseconds up to about 70 minutes; longer ones
/// count as that. Fixed size, no allocation.
class Latency {
 public:
  /// A negative time, as between two clocks, counts as none.
  void add(Duration time);
  void merge(const Latency& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Duration sum() const { return sum_; }
  [[nodiscard]] Duration max() const { return max_; }

  /// The time that this part of the measured ones does not exceed, or nothing when there are none.
  /// Needs: 0 < part <= 1.
  [[nodiscard]] std::optional<Duration> quantile(double part) const;

  /// How many measured times are not above the limit, to the same precision.
  [[nodiscard]] std::uint64_t count_up_to(Duration limit) const;

 private:
  static constexpr unsigned step_bits = 5;
  static constexpr std::size_t steps_per_octave = std::size_t{1} << step_bits;
  static constexpr unsigned value_bits = 32;
  static constexpr std::size_t step_count = (value_bits - step_bits + 1) * steps_per_octave;

  static std::size_t step_of(std::uint64_t microseconds);
  static std::uint64_t last_of(std::size_t step);

  std::array<std::uint64_t, step_count> counts_{};
  std::uint64_t count_ = 0;
  Duration sum_{};
  Duration max_{};
};

}  // namespace atmqtt::fleet
