#include "device/packet_data.hpp"

#include "device/lines.hpp"

namespace atmqtt::device {

bool PacketData::open() {
  is_open_ = can_stand();
  return is_open_;
}

void PacketData::update() {
  if (!can_stand()) lose();
}

void PacketData::lose() {
  if (!is_open_) return;
  is_open_ = false;
  for_each_line(settings_.network_lost_lines, [this](auto line) { line_.post_urc(line); });
  if (user_ != nullptr) user_->on_network_lost();
}

}  // namespace atmqtt::device
