#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/config.hpp"
#include "device/radio.hpp"
#include "device/registers.hpp"

#include <array>
#include <iterator>
#include <string>
#include <string_view>

namespace atmqtt::device {

/// One of the three commands that tell of the registration.
struct RegistrationDomain {
  std::string_view name;    ///< of the command
  int Registers::*reports;  ///< its <n>
  bool is_packet;           ///< it tells of packet data, not of calls
  bool has_technology;      ///< <AcT> stands behind the cell
};

inline constexpr RegistrationDomain registration_domains[] = {
    {"+CREG", &Registers::creg, false, false},
    {"+CGREG", &Registers::cgreg, true, false},
    {"+CEREG", &Registers::cereg, true, true},
};

/// Tells the DTE of the network when it changes and the DTE has asked to be told.
class NetworkReports {
 public:
  /// All references must outlive it.
  NetworkReports(const DeviceSettings& settings, const Registers& registers, const Radio& radio,
                 at::Interpreter& line)
      : settings_(settings), registers_(registers), radio_(radio), line_(line) {}

  /// `<stat>`, and behind it the cell when <n> is 2 and there is one.
  [[nodiscard]] std::string registration(const RegistrationDomain& domain) const;

  /// <stat> of +CNSMOD: 0 no service, 1 GSM, 4 WCDMA, 8 LTE.
  [[nodiscard]] int network_mode() const;

  /// To be called whenever something has changed.
  void update();

 private:
  [[nodiscard]] Registration state(const RegistrationDomain& domain) const;

  const DeviceSettings& settings_;
  const Registers& registers_;
  const Radio& radio_;
  at::Interpreter& line_;
  std::array<Registration, std::size(registration_domains)> told_registrations_{};
  int told_network_mode_ = 0;
};

}  // namespace atmqtt::device
