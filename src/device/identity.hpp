#pragma once

#include "atmqtt/config.hpp"

#include <cstdint>
#include <string>

namespace atmqtt::device {

inline constexpr std::uint32_t identity_number_max = 99'999'999;

/// The IMEI of a module and the IMSI and ICCID of its SIM, with their check digits: what tells
/// modems of the same settings apart. Modem 1 has those of the profiles; in those of the others the
/// digits that tell devices and subscribers apart are greater by one each, so that up to
/// identity_number_max all are different. An identity that the settings do not have from the
/// profiles is that of every modem with these settings.
class Identity {
 public:
  /// Needs: number > 0; the settings outlive the object.
  Identity(const DeviceSettings& settings, std::uint32_t number)
      : settings_(settings), number_(number) {}

  [[nodiscard]] std::string imei() const;
  [[nodiscard]] std::string imsi() const;
  [[nodiscard]] std::string iccid() const;

  /// After a reset the modem is the one that it was.
  void take_over(const Identity& before) { number_ = before.number_; }

 private:
  const DeviceSettings& settings_;
  std::uint32_t number_;
};

}  // namespace atmqtt::device
