#include "mqtt/keep_alive.hpp"

#include <algorithm>

namespace atmqtt::mqtt {

void KeepAlive::start(Duration interval, Duration ping_timeout_max, Time now) {
  *this = KeepAlive();
  interval_ = interval;
  ping_timeout_ = std::min(interval, ping_timeout_max);
  last_sent_ = now;
}

void KeepAlive::ping_appended(std::uint64_t end_position, Time now) {
  ping_ = Ping::unwritten;
  ping_end_ = end_position;
  wait_end_ = now + ping_timeout_;
}

void KeepAlive::sent(std::uint64_t position, Time now) {
  last_sent_ = now;
  if (ping_ != Ping::unwritten || position < ping_end_) return;
  ping_ = Ping::unanswered;
  wait_end_ = now + ping_timeout_;
  wait_stopped_ = now;
}

void KeepAlive::ping_answered() {
  // An answer to an earlier PINGREQ says nothing about one that is still to be written.
  if (ping_ == Ping::unanswered) ping_ = Ping::none;
}

void KeepAlive::set_reading_paused(bool is_paused, Time now) {
  if (is_paused == is_reading_paused_) return;
  is_reading_paused_ = is_paused;
  if (is_paused) {
    wait_stopped_ = now;
  } else if (ping_ == Ping::unanswered) {
    wait_end_ += now - wait_stopped_;
  }
}

bool KeepAlive::is_ping_wanted() const {
  if (interval_ == Duration::zero()) return false;
  return ping_ == Ping::none || (ping_ == Ping::unanswered && is_reading_paused_);
}

Time KeepAlive::deadline() const {
  if (is_ping_wanted()) return last_sent_ + interval_;
  return ping_ == Ping::none ? never : wait_end_;
}

KeepAlive::Due KeepAlive::due(Time now) const {
  if (now < deadline()) return Due::nothing;
  if (is_ping_wanted()) return Due::ping;
  return ping_ == Ping::unwritten ? Due::unsent : Due::unanswered;
}

}  // namespace atmqtt::mqtt
