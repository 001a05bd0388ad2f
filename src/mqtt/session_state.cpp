#include "mqtt/session_state.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <iterator>

namespace atmqtt::mqtt {
namespace {

/// An empty list keeps room for this many: a modem seldom has more messages under way, and the room
/// of a burst would stay with an idle one for ever.
constexpr std::size_t kept_capacity_max = 4;

}  // namespace

void SessionState::add(std::uint16_t packet_identifier, Qos qos, std::string_view packet) {
  CHECK(qos != Qos::at_most_once);
  CHECK(find(packet_identifier) == nullptr);
  const Awaiting awaiting = qos == Qos::at_least_once ? Awaiting::puback : Awaiting::pubrec;
  unfinished_.push_back({PooledString(*pool_), packet_identifier, awaiting});
  unfinished_.back().packet.assign(packet);
}

std::vector<UnfinishedPublish>::iterator SessionState::at(std::uint16_t packet_identifier) {
  return std::find_if(unfinished_.begin(), unfinished_.end(), [&](const UnfinishedPublish& each) {
    return each.packet_identifier == packet_identifier;
  });
}

const UnfinishedPublish* SessionState::find(std::uint16_t packet_identifier) const {
  for (const UnfinishedPublish& each : unfinished_) {
    if (each.packet_identifier == packet_identifier) return &each;
  }
  return nullptr;
}

void SessionState::release(std::uint16_t packet_identifier) {
  const auto released = at(packet_identifier);
  CHECK(released != unfinished_.end() && released->awaiting == Awaiting::pubrec);
  released->packet.clear();
  released->awaiting = Awaiting::pubcomp;
  // It keeps its place unless the PUBREC of a later message has come before.
  const auto waits_for_pubcomp = [](const UnfinishedPublish& each) {
    return each.awaiting == Awaiting::pubcomp;
  };
  const auto last_release = std::find_if(
      unfinished_.rbegin(), std::make_reverse_iterator(released + 1), waits_for_pubcomp);
  if (last_release.base() > released + 1) std::rotate(released, released + 1, last_release.base());
}

void SessionState::finish(std::uint16_t packet_identifier) {
  const auto finished = at(packet_identifier);
  CHECK(finished != unfinished_.end() && finished->awaiting != Awaiting::pubrec);
  unfinished_.erase(finished);
  if (unfinished_.empty() && unfinished_.capacity() > kept_capacity_max)
    unfinished_.shrink_to_fit();
}

void SessionState::forget_server_side() {
  std::erase_if(unfinished_,
                [](const UnfinishedPublish& each) { return each.awaiting == Awaiting::pubcomp; });
  received_.clear();
}

void SessionState::clear() {
  unfinished_.clear();
  unfinished_.shrink_to_fit();
  received_.clear();
}

}  // namespace atmqtt::mqtt
