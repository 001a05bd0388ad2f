#include "device/radio.hpp"

namespace atmqtt::device {

bool Radio::can_search() const { return functionality_ == full && sim_.is_ready(); }

void Radio::update() {
  if (!can_search()) {
    searching_since_.reset();
  } else if (!searching_since_) {
    searching_since_ = now_;
  }
}

Registration Radio::registration() const {
  if (!searching_since_) return Registration::not_registered;
  if (now_ < *searching_since_ + settings_.radio_registration_delay) return Registration::searching;
  switch (settings_.radio_registration) {
    case RegistrationAnswer::home: return Registration::home;
    case RegistrationAnswer::roaming: return Registration::roaming;
    case RegistrationAnswer::denied: return Registration::denied;
    case RegistrationAnswer::none: break;
  }
  return Registration::searching;
}

bool Radio::is_registered() const {
  return registration() == Registration::home || registration() == Registration::roaming;
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
