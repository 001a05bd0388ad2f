#include "device/network_time.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::device {

void NetworkTime::update() {
  const bool is_registered = radio_.is_registered();
  if (std::exchange(was_registered_, is_registered) || !is_registered) return;
  if (registers_.ctzu == 1) clock_.set(network_clock_.utc(), settings_.net_zone);
  if (registers_.ctzr == 1) line_.post_urc(fmt::format("+CTZV: {:+03}", settings_.net_zone));
}

}  // namespace atmqtt::device
