#pragma once

#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "device/sim.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt::device {

/// <stat> of +CREG, +CGREG and +CEREG, with its numbers from 27.007 7.2.
enum class Registration : unsigned char {
  not_registered = 0,
  home = 1,
  searching = 2,
  denied = 3,
  roaming = 5,
};

/// Whether the network serves a module that it has given this answer.
[[nodiscard]] constexpr bool is_served(Registration registration) {
  return registration == Registration::home || registration == Registration::roaming;
}

/// A value of +CNMP: which technologies the module may use.
struct NetworkMode {
  int number;
  bool has_lte;
  bool has_wcdma;
  bool has_gsm;
};

/// All of them, in rising order; 2 is automatic.
[[nodiscard]] std::span<const NetworkMode> network_modes();

/// What of the module is switched on (+CFUN), and where that has brought it in the network. There
/// is one cell, that of the settings. What is so follows from what the host allows (functionality,
/// network mode, operator, attach), the SIM, the settings and the time.
class Radio {
 public:
  /// The values of <fun> that last; 6 is a reset.
  enum Functionality : unsigned char {
    minimum = 0,
    full = 1,
    flight = 4,
    factory_test = 5,
    offline = 7,
    radio_off = 8,  ///< of the A76; what else it does is not known
  };

  /// Full functionality, everything allowed, no power. All references must outlive it.
  Radio(const DeviceSettings& settings, const Sim& sim, const Time& now)
      : settings_(settings), sim_(sim), now_(now) {}

  [[nodiscard]] Functionality functionality() const { return functionality_; }
  void set_functionality(Functionality functionality) { functionality_ = functionality; }

  /// +CNMP. Needs: it is one of network_modes().
  [[nodiscard]] int network_mode() const { return network_mode_->number; }
  void set_network_mode(int number);

  /// <mode> of +COPS: 0 automatic, 1 manual, 2 the module stays out of the network.
  [[nodiscard]] int selection() const { return selection_; }
  void select_automatically() { selection_ = 0; }
  void deregister() { selection_ = 2; }
  /// Returns whether there is an operator of that name, in that format of +COPS; nothing changes
  /// otherwise.
  [[nodiscard]] bool select(int format, std::string_view name);

  /// Whether the host lets the module attach for packet data (+CGATT).
  [[nodiscard]] bool may_attach() const { return may_attach_; }
  void allow_attach(bool may_attach) { may_attach_ = may_attach; }

  /// The name of the operator in a format of +COPS: 0 long, 1 short, 2 by its number.
  [[nodiscard]] std::string operator_name(int format) const;

  /// Begins to search for a network when it can, and ends it when it cannot any more. To be called
  /// whenever something has changed.
  void update();

  /// What +CREG tells. In LTE a module that detaches is deregistered as a whole (24.301 5.5.2.2);
  /// in GSM and UMTS it stays registered for calls.
  [[nodiscard]] Registration registration() const;
  [[nodiscard]] bool is_registered() const { return is_served(registration()); }

  /// What +CGREG and +CEREG tell: nothing is registered for packet data without the attach.
  [[nodiscard]] Registration packet_registration() const;

  /// Whether the network serves the module, or would if the host let it attach: a detached module
  /// stays in its cell, and attaches again without a search.
  [[nodiscard]] bool has_network() const { return is_served(answer()); }

  /// When the registration changes by itself.
  [[nodiscard]] Time deadline() const;

  /// <rssi> of +CSQ; 99 is not known.
  [[nodiscard]] int rssi() const;

  /// <AcT> of +COPS and +CEREG, from 27.007 7.3: 0 GSM, 2 UTRAN, 7 E-UTRAN.
  [[nodiscard]] int access_technology() const;

 private:
  [[nodiscard]] Registration answer() const;
  [[nodiscard]] bool can_search() const;
  [[nodiscard]] bool allows_cell() const;

  const DeviceSettings& settings_;
  const Sim& sim_;
  const Time& now_;
  Functionality functionality_ = full;
  const NetworkMode* network_mode_ = network_modes().data();
  int selection_ = 0;
  bool may_attach_ = true;
  std::optional<Time> searching_since_;
};

}  // namespace atmqtt::device
