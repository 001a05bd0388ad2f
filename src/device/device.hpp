#pragma once

#include "at/command.hpp"
#include "at/response_writer.hpp"
#include "atmqtt/config.hpp"
#include "device/clock.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace atmqtt::device {

/// The module around the MQTT service: who it is, and what time it is.
class Device {
 public:
  enum class Needs : unsigned char { nothing };
  static constexpr std::string_view name_prefix{};

  /// All references must outlive it; `now` is kept up to date by its owner.
  Device(const DeviceSettings& settings, at::ResponseWriter& writer, std::chrono::sys_seconds clock,
         const Time& now)
      : settings_(settings), writer_(writer), clock_(clock, now) {}

  [[nodiscard]] const DeviceSettings& settings() const { return settings_; }
  [[nodiscard]] at::ResponseWriter& writer() { return writer_; }
  [[nodiscard]] Clock& clock() { return clock_; }

  [[nodiscard]] static std::optional<at::Reply> admit(Needs, std::optional<int>) { return {}; }
  [[nodiscard]] static std::optional<at::Reply> admit_read(Needs) { return {}; }
  [[nodiscard]] static at::Reply refuse(Needs, std::optional<int>, const at::Fault& fault) {
    return at::Reply::error(at::explain(fault));
  }
  [[nodiscard]] static at::Reply expire(Needs, std::optional<int>) {
    return at::Reply::error("the data did not come in time");
  }

 private:
  const DeviceSettings& settings_;
  at::ResponseWriter& writer_;
  Clock clock_;
};

/// I +CGMI +CGMM +CGMR +CGSN +CCLK
[[nodiscard]] std::span<const at::Command<Device>> device_commands();

}  // namespace atmqtt::device
