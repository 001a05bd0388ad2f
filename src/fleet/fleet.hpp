#pragma once

#include "fleet/device.hpp"
#include "fleet/plan.hpp"
#include "fleet/tally.hpp"
#include "io/event_loop.hpp"
#include "io/timer.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

namespace atmqtt::fleet {

/// Which part of the modems of a plan is a loop's: those from `index` on, each `count`th.
struct Share {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

/// The modems of one event loop. All calls come from the thread of the loop.
class Fleet {
 public:
  /// Needs: the plan outlives the fleet, and the fleet the running of the loop.
  Fleet(io::EventLoop& loop, const Plan& plan, Share share);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  /// Switches the modems on, one after the other between other work of the loop.
  void start();

  /// What they have done up to now. The time by which the loop was late is that since the last
  /// call.
  [[nodiscard]] Tally take_tally();

  /// Whether every modem is at the end of its script.
  [[nodiscard]] bool is_finished() const { return tally_.finished == modem_count_; }

  /// Ends all modems in good order and then calls `on_ended`; servers that do not take their
  /// DISCONNECT are waited for no longer than two seconds.
  void shut_down(std::function<void()> on_ended);

 private:
  void start_next();
  void watch_lag();
  void on_device_ended();

  io::EventLoop& loop_;
  std::uint32_t modem_count_;
  std::uint32_t first_;
  std::uint32_t step_;
  Tally tally_;
  ConnectPace pace_;
  DeviceContext context_;
  std::deque<Device> devices_;  ///< those that were started
  io::Timer lag_timer_;
  io::Timer end_timer_;
  std::function<void()> on_ended_;
  std::size_t running_ = 0;
  bool is_ending_ = false;
};

}  // namespace atmqtt::fleet
