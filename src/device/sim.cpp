#include "device/sim.hpp"

namespace atmqtt::device {
namespace {

constexpr int pin_tries_max = 3;

}  // namespace

std::string_view text_of(SimState state) {
  switch (state) {
    case SimState::ready: return "READY";
    case SimState::pin: return "SIM PIN";
    case SimState::puk: return "SIM PUK";
    case SimState::absent:
    case SimState::busy:
    case SimState::failing:
    case SimState::dead: break;
  }
  return {};
}

at::CmeError error_of(SimState state) {
  switch (state) {
    case SimState::absent: return at::CmeError::sim_not_inserted;
    case SimState::busy: return at::CmeError::sim_busy;
    case SimState::pin: return at::CmeError::sim_pin_required;
    case SimState::puk: return at::CmeError::sim_puk_required;
    case SimState::failing:
    case SimState::dead:
    case SimState::ready: break;
  }
  return at::CmeError::sim_failure;
}

Sim::Sim(const DeviceSettings& settings, const Time& now) : settings_(settings), now_(now) {
  if (settings.sim_state == SimLock::puk) card_.pin_tries = 0;
}

void Sim::power_up() {
  answers_at_ = now_ + settings_.boot_sim_delay;
  is_unlocked_ = settings_.sim_state == SimLock::ready;
}

SimState Sim::state() const {
  if (settings_.sim_state == SimLock::absent) return SimState::absent;
  if (now_ < answers_at_) {
    return settings_.boot_sim_wait == SimWait::busy ? SimState::busy : SimState::failing;
  }
  if (card_.puk_tries == 0) return SimState::dead;
  if (card_.pin_tries == 0) return SimState::puk;
  return is_unlocked_ ? SimState::ready : SimState::pin;
}

Time Sim::deadline() const {
  const bool will_answer = settings_.sim_state != SimLock::absent && now_ < answers_at_;
  return will_answer ? answers_at_ : never;
}

bool Sim::enter_pin(std::string_view pin) {
  const std::string_view right = card_.pin.empty() ? settings_.sim_pin : card_.pin.view();
  if (pin != right) {
    --card_.pin_tries;
    return false;
  }
  card_.pin_tries = pin_tries_max;
  is_unlocked_ = true;
  return true;
}

bool Sim::enter_puk(std::string_view puk, std::string_view new_pin) {
  if (puk != settings_.sim_puk) {
    --card_.puk_tries;
    return false;
  }
  card_ = {new_pin};
  is_unlocked_ = true;
  return true;
}

}  // namespace atmqtt::device
