#include "app/own_identity.hpp"

#include "base/check_digit.hpp"

#include <string>

namespace atmqtt::app {
namespace {

/// An identity and the digits at its end that tell one device or subscriber from another, in front
/// of the check digit if it has one.
struct Identity {
  std::string DeviceSettings::*member;
  std::size_t own_size;
  bool has_check_digit;
};

constexpr Identity identities[] = {
    {&DeviceSettings::id_imei, 6, true},  // the serial number behind the type (TS 23.003)
    {&DeviceSettings::sim_imsi, 9, false},
    {&DeviceSettings::sim_iccid, 9, true},
};

/// Adds to the last digits of `digits`, of which the carry beyond the first of them is lost.
void add(std::string& digits, std::size_t own_size, int count) {
  for (std::size_t i = 0; i < own_size && count > 0; ++i) {
    char& digit = digits[digits.size() - 1 - i];
    count += digit - '0';
    digit = static_cast<char>('0' + count % 10);
    count /= 10;
  }
}

}  // namespace

void give_own_identity(DeviceSettings& settings, int number) {
  const DeviceSettings of_profiles;
  for (const Identity& identity : identities) {
    std::string& digits = settings.*identity.member;
    if (digits != of_profiles.*identity.member) continue;
    if (identity.has_check_digit) digits.pop_back();
    add(digits, identity.own_size, number - 1);
    if (identity.has_check_digit) digits.push_back(check_digit_of(digits));
  }
}

}  // namespace atmqtt::app
