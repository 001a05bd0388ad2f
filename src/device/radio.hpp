#pragma once

#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "device/sim.hpp"

#include <optional>

namespace atmqtt::device {

/// <stat> of +CREG, +CGREG and +CEREG, with its numbers from 27.007 7.2.
enum class Registration : unsigned char {
  not_registered = 0,
  home = 1,
  searching = 2,
  denied = 3,
  roaming = 5,
};

/// What of the module is switched on (+CFUN), and where that has brought it in the network. What is
/// so follows from the functionality, the SIM, the settings and the time.
class Radio {
 public:
  /// The values of <fun> that last; 6 is a reset.
  enum Functionality : unsigned char {
    minimum = 0,
    full = 1,
    flight = 4,
    factory_test = 5,
    offline = 7,
  };

  /// Full functionality, without power. All references must outlive it.
  Radio(const DeviceSettings& settings, const Sim& sim, const Time& now)
      : settings_(settings), sim_(sim), now_(now) {}

  [[nodiscard]] Functionality functionality() const { return functionality_; }
  void set_functionality(Functionality functionality) { functionality_ = functionality; }

  /// Begins to search for a network when it can, and ends it when it cannot any more. To be called
  /// whenever something has changed.
  void update();

  [[nodiscard]] Registration registration() const;
  [[nodiscard]] bool is_registered() const;

  /// When the registration changes by itself.
  [[nodiscard]] Time deadline() const;

  /// <rssi> of +CSQ; 99 is not known.
  [[nodiscard]] int rssi() const;

 private:
  [[nodiscard]] bool can_search() const;

  const DeviceSettings& settings_;
  const Sim& sim_;
  const Time& now_;
  Functionality functionality_ = full;
  std::optional<Time> searching_since_;
};

}  // namespace atmqtt::device
