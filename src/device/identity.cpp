#include "device/identity.hpp"

#include "base/check_digit.hpp"

namespace atmqtt::device {
namespace {

/// The digits at the end of an identity that tell one device or subscriber from another, in front
/// of the check digit if it has one.
struct Form {
  std::string DeviceSettings::*member;
  std::size_t own_size;
  bool has_check_digit;
};

// The serial number (TS 23.003), and two digits of the type, so that a fleet has enough of them.
constexpr Form imei_form{&DeviceSettings::id_imei, 8, true};
constexpr Form imsi_form{&DeviceSettings::sim_imsi, 9, false};
constexpr Form iccid_form{&DeviceSettings::sim_iccid, 9, true};

/// Adds to the last digits of `digits`, of which the carry beyond the first of them is lost.
void add(std::string& digits, std::size_t own_size, std::uint32_t count) {
  for (std::size_t i = 0; i < own_size && count > 0; ++i) {
    char& digit = digits[digits.size() - 1 - i];
    count += static_cast<std::uint32_t>(digit - '0');
    digit = static_cast<char>('0' + count % 10);
    count /= 10;
  }
}

std::string make(const Form& form, const DeviceSettings& settings, std::uint32_t number) {
  const DeviceSettings of_profiles;
  std::string digits = settings.*form.member;
  if (number == 1 || digits != of_profiles.*form.member) return digits;
  if (form.has_check_digit) digits.pop_back();
  add(digits, form.own_size, number - 1);
  if (form.has_check_digit) digits.push_back(check_digit_of(digits));
  return digits;
}

}  // namespace

std::string Identity::imei() const { return make(imei_form, settings_, number_); }
std::string Identity::imsi() const { return make(imsi_form, settings_, number_); }
std::string Identity::iccid() const { return make(iccid_form, settings_, number_); }

}  // namespace atmqtt::device
