#include "fleet/fleet.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

constexpr Duration lag_interval = 100ms;
constexpr auto shut_down_time = 2s;

std::int64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

Fleet::Fleet(io::EventLoop& loop, const Plan& plan, Share share)
    : loop_(loop),
      modem_count_((plan.modem_count + share.count - 1 - share.index) / share.count),
      first_(plan.first_modem + share.index),
      step_(share.count),
      pace_(plan.connects_per_second / share.count),
      context_{.loop = loop,
               .plan = plan,
               .player = {.script = plan.script,
                          .settings = plan.config.settings,
                          .pool = loop.pool(),
                          .tally = tally_,
                          .pace = pace_,
                          .pause = plan.pause,
                          .now_us = now_us},
               .on_ended = [this] { on_device_ended(); }},
      lag_timer_(loop.context()),
      end_timer_(loop.context()) {}

void Fleet::start() {
  watch_lag();
  start_next();
}

void Fleet::start_next() {
  if (is_ending_ || devices_.size() == modem_count_) return;
  const auto index = static_cast<std::uint32_t>(devices_.size());
  devices_.emplace_back(context_, first_ + index * step_).start();
  ++running_;
  boost::asio::post(loop_.context(), [this] { start_next(); });
}

void Fleet::watch_lag() {
  const auto time = std::chrono::steady_clock::now() + lag_interval;
  lag_timer_.expires_at(time);
  lag_timer_.async_wait([this, time](boost::system::error_code error) {
    if (error || is_ending_) return;
    tally_.lag = std::max<Duration>(tally_.lag, std::chrono::steady_clock::now() - time);
    watch_lag();
  });
}

Tally Fleet::take_tally() {
  const Time now = io::EventLoop::now();
  Time oldest = now;
  for (const Device& device : devices_) oldest = std::min(oldest, device.waiting_since());
  tally_.queue_age = now - oldest;
  Tally tally = tally_;
  tally_.lag = Duration::zero();
  return tally;
}

void Fleet::shut_down(std::function<void()> on_ended) {
  is_ending_ = true;
  on_ended_ = std::move(on_ended);
  lag_timer_.cancel();
  end_timer_.expires_after(shut_down_time);
  end_timer_.async_wait([this](boost::system::error_code error) {
    if (!error && on_ended_) std::exchange(on_ended_, nullptr)();
  });
  ++running_;  // The end is told once, and not before all were asked.
  for (Device& device : devices_) device.shut_down();
  on_device_ended();
}

void Fleet::on_device_ended() {
  if (--running_ > 0 || !on_ended_) return;
  end_timer_.cancel();
  boost::asio::post(loop_.context(), std::exchange(on_ended_, nullptr));
}

}  // namespace atmqtt::fleet
