#pragma once

#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"

#include <optional>

namespace atmqtt::device {

/// Whether the module runs. Off, and while it boots, it hears nothing and says nothing.
class Power {
 public:
  /// What a command has asked for. It is carried out when the command's line is answered, by
  /// whoever can make the module anew.
  enum class Change : unsigned char { restart, off };

  /// It is off. All references must outlive it.
  Power(const DeviceSettings& settings, const Time& now) : settings_(settings), now_(now) {}

  [[nodiscard]] bool is_on() const { return state_ == State::on; }

  /// It boots for the time that the settings give.
  void switch_on();

  /// It stays off for that time.
  void switch_off();

  /// The port was opened, which is the power-on if the settings say so.
  void port_opened();

  /// Lets the time that has passed have its effect. Returns whether the module is on from now on
  /// and was not before.
  [[nodiscard]] bool advance();
  [[nodiscard]] Time deadline() const { return until_; }

  void request(Change change) { requested_ = change; }
  [[nodiscard]] std::optional<Change> requested() const { return requested_; }

 private:
  enum class State : unsigned char { off, booting, on };

  const DeviceSettings& settings_;
  const Time& now_;
  State state_ = State::off;
  Time until_ = never;  ///< when the state ends by itself
  std::optional<Change> requested_;
};

}  // namespace atmqtt::device
