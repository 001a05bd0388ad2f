#include "device/power.hpp"

namespace atmqtt::device {

void Power::switch_on() {
  state_ = State::booting;
  until_ = now_ + settings_.boot_delay;
}

void Power::switch_off() {
  state_ = State::off;
  const bool is_for_ever = settings_.power_off_time == Duration::zero();
  until_ = is_for_ever ? never : now_ + settings_.power_off_time;
}

void Power::port_opened() {
  if (state_ == State::off && settings_.boot_on_open) switch_on();
}

bool Power::advance() {
  if (state_ == State::off && now_ >= until_) switch_on();
  if (state_ != State::booting || now_ < until_) return false;
  state_ = State::on;
  until_ = never;
  return true;
}

}  // namespace atmqtt::device
