#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "device/sim.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace atmqtt::device {

/// What the module prints of itself after power-on. Each line comes when what it tells is so, which
/// may be never: PB DONE, for one, when the SIM has been unlocked and its phone book read.
class BootLines {
 public:
  /// Nothing is due. All references must outlive it.
  BootLines(const DeviceSettings& settings, const Sim& sim, at::Interpreter& line, const Time& now)
      : settings_(settings), sim_(sim), line_(line), now_(now) {}

  /// The module is on: all lines are due.
  void begin();

  /// Prints what has become so. To be called whenever something has changed.
  void update();

  /// When a line becomes so by itself.
  [[nodiscard]] Time deadline() const;

 private:
  [[nodiscard]] bool is_so(std::string_view line) const;
  void tell_lock(std::string_view line);

  const DeviceSettings& settings_;
  const Sim& sim_;
  at::Interpreter& line_;
  const Time& now_;
  std::optional<Time> reads_since_;  ///< the SIM, which is ready
  std::vector<std::string_view> due_;
  bool has_told_lock_ = false;
};

}  // namespace atmqtt::device
