#pragma once

#include "atmqtt/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace atmqtt::sim {

/// Spreads the bits of a number over all 64: the last step of SplitMix64 (Steele, Lea, Flood 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

/// The one source of chance of a simulation, and of a fleet: SplitMix64. Its numbers and the way in
/// which they are used are fixed, so that a seed means the same on every machine and with every
/// library.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(mix(seed + increment)) {}

  constexpr std::uint64_t next() { return mix(state_ += increment); }

  /// 0 to count - 1. Needs: count > 0. The few numbers that come once more often than others do
  /// not matter for counts that are small beside 2^64.
  constexpr std::uint64_t below(std::uint64_t count) { return next() % count; }

  /// low to high, both included.
  constexpr int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::uint64_t>(high - low) + 1));
  }

  constexpr Duration between(Duration low, Duration high) {
    const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
    return low + Duration(static_cast<Duration::rep>(below(width)));
  }

  constexpr bool chance(int percent) { return between(1, 100) <= percent; }

  template <typename Value, std::size_t count>
  constexpr const Value& pick(const std::array<Value, count>& values) {
    return values[below(count)];
  }
  template <typename Value>
  constexpr const Value& pick(std::span<const Value> values) {
    return values[below(values.size())];
  }

 private:
  static constexpr std::uint64_t increment = 0x9E3779B97F4A7C15U;
  std::uint64_t state_;
};

}  // namespace atmqtt::sim
