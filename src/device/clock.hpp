#pragma once

#include "atmqtt/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::device {

/// The module's clock (+CCLK): a calendar time that runs with the time of the core, and a time
/// zone. It begins with what the embedder gives at power-on, in UTC.
class Clock {
 public:
  /// `now` is the core's time, which must be kept up to date and outlive the clock.
  Clock(std::chrono::sys_seconds at_power_on, const Time& now)
      : now_(now), set_at_(now), set_to_(at_power_on) {}

  /// The calendar time, in UTC.
  [[nodiscard]] std::chrono::sys_seconds utc() const;

  /// `yy/MM/dd,hh:mm:ss±zz`, local time and its zone in quarters of an hour.
  [[nodiscard]] std::string text() const;

  /// Sets the clock by such a text, whose zone may be missing: then it stays. Years are 2000 to
  /// 2099, zones -96 to +96 quarters. Returns false, and changes nothing, when it is no time.
  [[nodiscard]] bool set(std::string_view text);

  /// Sets the clock to a time, and its zone in quarters of an hour.
  void set(std::chrono::sys_seconds utc, int zone);

  /// Goes on as the clock that was there before a reset, which does not stop it.
  void take_over(const Clock& before) {
    set_at_ = before.set_at_;
    set_to_ = before.set_to_;
    zone_ = before.zone_;
  }

 private:
  const Time& now_;
  Time set_at_;
  std::chrono::sys_seconds set_to_;
  std::chrono::minutes zone_{0};
};

}  // namespace atmqtt::device
