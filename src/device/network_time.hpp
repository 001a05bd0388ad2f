#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/config.hpp"
#include "device/clock.hpp"
#include "device/radio.hpp"
#include "device/registers.hpp"

namespace atmqtt::device {

/// The time that a network tells a module that registers (NITZ), and what the module does with it.
class NetworkTime {
 public:
  /// `utc` is the time that the network knows. All references must outlive it.
  NetworkTime(const DeviceSettings& settings, const Registers& registers, const Radio& radio,
              Clock& clock, at::Interpreter& line, std::chrono::sys_seconds utc, const Time& now)
      : settings_(settings),
        registers_(registers),
        radio_(radio),
        clock_(clock),
        line_(line),
        network_clock_(utc, now) {}

  /// The network tells its time when the module has registered. To be called whenever something has
  /// changed.
  void update();

  /// The network's clock, from what was there before a reset of the module.
  void take_over(const NetworkTime& before) { network_clock_.take_over(before.network_clock_); }

 private:
  const DeviceSettings& settings_;
  const Registers& registers_;
  const Radio& radio_;
  Clock& clock_;
  at::Interpreter& line_;
  Clock network_clock_;
  bool was_registered_ = false;
};

}  // namespace atmqtt::device
