#pragma once

#include "at/command.hpp"
#include "at/response_writer.hpp"
#include "atmqtt/config.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace atmqtt::device {

/// The module around the MQTT service, as far as it tells who it is.
class Device {
 public:
  enum class Needs : unsigned char { nothing };
  static constexpr std::string_view name_prefix{};

  Device(const DeviceSettings& settings, at::ResponseWriter& writer)
      : settings_(settings), writer_(writer) {}

  [[nodiscard]] const DeviceSettings& settings() const { return settings_; }
  [[nodiscard]] at::ResponseWriter& writer() { return writer_; }

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
};

/// I +CGMI +CGMM +CGMR +CGSN
[[nodiscard]] std::span<const at::Command<Device>> device_commands();

}  // namespace atmqtt::device
