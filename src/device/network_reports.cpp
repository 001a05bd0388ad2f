#include "device/network_reports.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace atmqtt::device {

Registration NetworkReports::state(const RegistrationDomain& domain) const {
  return domain.is_packet ? radio_.packet_registration() : radio_.registration();
}

std::string NetworkReports::registration(const RegistrationDomain& domain) const {
  std::string text = fmt::format("{}", static_cast<int>(state(domain)));
  constexpr int with_cell = 2;
  if (registers_.*domain.reports != with_cell || !is_served(state(domain))) return text;
  text += fmt::format(",\"{:04X}\",\"{:X}\"", settings_.radio_tac, settings_.radio_ci);
  if (domain.has_technology) text += fmt::format(",{}", radio_.access_technology());
  return text;
}

int NetworkReports::network_mode() const {
  constexpr std::array<int, 3> numbers = {8, 4, 1};
  return radio_.is_registered() ? numbers[static_cast<std::size_t>(settings_.radio_rat)] : 0;
}

void NetworkReports::update() {
  auto told = told_registrations_.begin();
  for (const RegistrationDomain& domain : registration_domains) {
    const Registration now = state(domain);
    if (std::exchange(*told++, now) == now || registers_.*domain.reports == 0) continue;
    line_.post_urc(fmt::format("{}: {}", domain.name, registration(domain)));
  }
  const int mode = network_mode();
  if (std::exchange(told_network_mode_, mode) == mode || registers_.cnsmod != 1) return;
  line_.post_urc(fmt::format("+CNSMOD: {}", mode));
}

}  // namespace atmqtt::device
