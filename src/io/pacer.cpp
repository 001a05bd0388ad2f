#include "io/pacer.hpp"

#include <algorithm>

namespace atmqtt::io {
namespace {

constexpr Duration granularity = std::chrono::milliseconds(1);

}  // namespace

std::size_t Pacer::passed(Time now) const {
  return now <= next_start_ ? 0 : static_cast<std::size_t>((now - next_start_) / octet_time_);
}

Time Pacer::next(std::size_t waiting) const {
  const auto at_once =
      static_cast<std::size_t>(std::max<Duration::rep>(granularity / octet_time_, 1));
  return next_start_ + octet_time_ * static_cast<Duration::rep>(std::min(waiting, at_once));
}

}  // namespace atmqtt::io
