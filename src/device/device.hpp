#pragma once

#include "at/response_writer.hpp"
#include "at/stateless_service.hpp"
#include "atmqtt/config.hpp"
#include "device/clock.hpp"

#include <chrono>
#include <span>

namespace atmqtt::device {

/// The module around the MQTT service: who it is, and what time it is.
class Device : public at::StatelessService {
 public:
  /// All references must outlive it; `now` is kept up to date by its owner.
  Device(const DeviceSettings& settings, at::ResponseWriter& writer, std::chrono::sys_seconds clock,
         const Time& now)
      : settings_(settings), writer_(writer), clock_(clock, now) {}

  [[nodiscard]] const DeviceSettings& settings() const { return settings_; }
  [[nodiscard]] at::ResponseWriter& writer() { return writer_; }
  [[nodiscard]] Clock& clock() { return clock_; }

 private:
  const DeviceSettings& settings_;
  at::ResponseWriter& writer_;
  Clock clock_;
};

/// I +CGMI +CGMM +CGMR +CGSN +CCLK
[[nodiscard]] std::span<const at::Command<Device>> device_commands();

}  // namespace atmqtt::device
