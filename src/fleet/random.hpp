#pragma once

#include "atmqtt/time.hpp"

#include <cstdint>

namespace atmqtt::fleet {

/// A small source of numbers that look random, the same for the same seed (splitmix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E37'79B9'7F4A'7C15;
    std::uint64_t value = state_;
    value = (value ^ (value >> 30)) * 0xBF58'476D'1CE4'E5B9;
    value = (value ^ (value >> 27)) * 0x94D0'49BB'1331'11EB;
    return value ^ (value >> 31);
  }

  /// Needs: low <= high.
  [[nodiscard]] Duration between(Duration low, Duration high) {
    const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
    return low + Duration(static_cast<Duration::rep>(next() % width));
  }

 private:
  std::uint64_t state_;
};

}  // namespace atmqtt::fleet
