#include "device/radio.hpp"

#include <algorithm>
#include <array>

namespace atmqtt::device {
namespace {

constexpr NetworkMode mode_table[] = {
    {2, true, true, true},   {13, false, false, true}, {14, false, true, false},
    {19, false, true, true}, {38, true, false, false}, {39, true, true, true},
    {48, false, true, true}, {51, true, false, true},  {54, true, true, false},
};

}  // namespace

std::span<const NetworkMode> network_modes() { return mode_table; }

void Radio::set_network_mode(int number) {
  network_mode_ = std::ranges::find(mode_table, number, &NetworkMode::number);
}

bool Radio::select(int format, std::string_view name) {
  if (name != operator_name(format)) return false;
  selection_ = 1;
  return true;
}

std::string Radio::operator_name(int format) const {
  constexpr int numeric = 2;
  return format == numeric ? settings_.radio_mcc + settings_.radio_mnc : settings_.radio_operator;
}

int Radio::access_technology() const {
  constexpr std::array<int, 3> numbers = {7, 2, 0};
  return numbers[static_cast<std::size_t>(settings_.radio_rat)];
}

bool Radio::allows_cell() const {
  switch (settings_.radio_rat) {
    case Rat::lte: return network_mode_->has_lte;
    case Rat::wcdma: return network_mode_->has_wcdma;
    case Rat::gsm: return network_mode_->has_gsm;
  }
  return false;
}

bool Radio::can_search() const {
  constexpr int out_of_network = 2;
  return functionality_ == full && sim_.is_ready() && selection_ != out_of_network;
}

void Radio::update() {
  if (!can_search()) {
    searching_since_.reset();
  } else if (!searching_since_) {
    searching_since_ = now_;
  }
}

/// What the network says to a module that wants to attach.
Registration Radio::answer() const {
  if (!searching_since_) return Registration::not_registered;
  if (!allows_cell()) return Registration::searching;
  if (now_ < *searching_since_ + settings_.radio_registration_delay) return Registration::searching;
  switch (settings_.radio_registration) {
    case RegistrationAnswer::home: return Registration::home;
    case RegistrationAnswer::roaming: return Registration::roaming;
    case RegistrationAnswer::denied: return Registration::denied;
    case RegistrationAnswer::none: break;
  }
  return Registration::searching;
}

Registration Radio::registration() const {
  return settings_.radio_rat == Rat::lte ? packet_registration() : answer();
}

Registration Radio::packet_registration() const {
  return may_attach_ ? answer() : Registration::not_registered;
}

Time Radio::deadline() const {
  if (!searching_since_) return never;
  const Time answered = *searching_since_ + settings_.radio_registration_delay;
  return now_ < answered ? answered : never;
}

int Radio::rssi() const {
  constexpr int not_known = 99;
  return is_registered() ? settings_.radio_rssi : not_known;
}

}  // namespace atmqtt::device
