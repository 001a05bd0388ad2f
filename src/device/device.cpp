#include "device/device.hpp"

#include <algorithm>

namespace atmqtt::device {

Device::Device(const Environment& environment, std::chrono::sys_seconds clock,
               const SerialLine& serial_line, std::uint32_t number)
    : settings_(environment.settings),
      identity_(settings_, number),
      line_(environment.line),
      clock_(clock, environment.now),
      power_(settings_, environment.now),
      sim_(settings_, environment.now),
      radio_(settings_, sim_, environment.now),
      packet_data_(settings_, radio_, line_),
      sockets_(packet_data_),
      network_tools_(settings_, line_, environment.observer, environment.actions, packet_data_,
                     clock_),
      network_time_(settings_, registers_, radio_, clock_, line_, clock, environment.now),
      operator_format_(settings_.cops_format),
      network_reports_(settings_, registers_, radio_, line_),
      serial_port_(serial_line, environment.actions),
      boot_lines_(settings_, sim_, line_, environment.now) {}

std::optional<at::Reply> Device::admit(Needs needs, std::optional<int>) const {
  const SimState state = sim_.state();
  if (needs == Needs::nothing || state == SimState::ready) return {};
  const bool is_locked = state == SimState::pin || state == SimState::puk;
  if (needs == Needs::card && is_locked) return {};
  const at::CmeError error = error_of(state);
  return at::Reply::cme_error(error, std::string(text_of(error)));
}

/// The boot lines stand before what the network brings: a module is on before it is in the network.
void Device::update() {
  radio_.update();
  boot_lines_.update();
  network_time_.update();
  packet_data_.update();
  network_reports_.update();
}

void Device::on_time() {
  if (power_.advance()) {
    sim_.power_up();
    boot_lines_.begin();
  }
  update();
}

Time Device::deadline() const {
  return std::min({power_.deadline(), sim_.deadline(), radio_.deadline(), boot_lines_.deadline()});
}

bool Device::is_quiet() const {
  return (power_.is_on() || power_.deadline() == never) && sim_.deadline() == never &&
         boot_lines_.deadline() == never && network_tools_.is_quiet();
}

void Device::take_over(const Device& before) {
  identity_.take_over(before.identity_);
  clock_.take_over(before.clock_);
  sim_.take_over(before.sim_);
  packet_data_.take_over(before.packet_data_);
  network_time_.take_over(before.network_time_);
  serial_port_.take_over(before.serial_port_);
}

}  // namespace atmqtt::device
