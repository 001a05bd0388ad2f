#include "fleet/latency.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>

namespace atmqtt::fleet {
namespace {

std::uint64_t microseconds_of(Duration time) {
  const auto count = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
}

}  // namespace

/// The first octaves have a step for each microsecond, each further one `steps_per_octave` of them.
std::size_t Latency::step_of(std::uint64_t microseconds) {
  const std::uint64_t value = std::min(microseconds, (std::uint64_t{1} << value_bits) - 1);
  if (value < steps_per_octave) return static_cast<std::size_t>(value);
  const auto octave = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
  return octave * steps_per_octave + static_cast<std::size_t>(value >> octave);
}

std::uint64_t Latency::last_of(std::size_t step) {
  if (step < 2 * steps_per_octave) return step;
  const std::size_t octave = step / steps_per_octave - 1;
  const std::uint64_t first = (step % steps_per_octave + steps_per_octave) << octave;
  return first + (std::uint64_t{1} << octave) - 1;
}

void Latency::add(Duration time) {
  time = std::max(time, Duration::zero());
  ++counts_.at(step_of(microseconds_of(time)));
  ++count_;
  sum_ += time;
  max_ = std::max(max_, time);
}

void Latency::merge(const Latency& other) {
  for (std::size_t i = 0; i < step_count; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

std::optional<Duration> Latency::quantile(double part) const {
  CHECK(part > 0 && part <= 1);
  if (count_ == 0) return std::nullopt;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  std::size_t step = 0;
  while ((seen += counts_.at(step)) < wanted) ++step;
  // The longest is known exactly, and nothing is longer.
  return std::min<Duration>(std::chrono::microseconds(last_of(step)), max_);
}

std::uint64_t Latency::count_up_to(Duration limit) const {
  const std::uint64_t last = microseconds_of(limit);
  std::uint64_t count = 0;
  for (std::size_t step = 0; step < step_count && last_of(step) <= last; ++step) {
    count += counts_[step];
  }
  return count;
}

}  // namespace atmqtt::fleet
