#include "broker/stored_session.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "mqtt/octet_cursor.hpp"
#include "mqtt/packet_reader.hpp"

namespace atmqtt::broker {
namespace {

constexpr mqtt::SizeLimits no_limits = {mqtt::remaining_length_max, mqtt::remaining_length_max};

/// The packet at the front of some whole ones.
std::string_view first_packet(std::string_view packets, std::size_t& header_size) {
  const auto frame = mqtt::find_frame(packets, no_limits);
  CHECK(frame && *frame && (*frame)->size <= packets.size());
  header_size = (*frame)->header_size;
  return packets.substr(0, (*frame)->size);
}

}  // namespace

StoredSession::StoredSession(BufferPool& pool, const SessionBegun& begun)
    : number_(begun.session),
      client_id_(begun.client_id),
      is_kept_(begun.is_kept),
      waiting_(pool),
      flows_(pool),
      size_(client_id_.size() + limits::broker_entry_cost) {}

void StoredSession::subscribe(std::string_view filter, mqtt::Qos qos) {
  const bool is_new = subscriptions_.insert_or_assign(std::string(filter), qos).second;
  if (is_new) size_ += filter.size() + limits::broker_entry_cost;
}

void StoredSession::unsubscribe(std::string_view filter) {
  if (const auto found = subscriptions_.find(filter); found != subscriptions_.end()) {
    subscriptions_.erase(found);
    size_ -= filter.size() + limits::broker_entry_cost;
  }
}

void StoredSession::queue(std::string_view packet) {
  waiting_.append(packet);
  size_ += packet.size();
}

bool StoredSession::has_room(std::size_t packet_size) const {
  return waiting_.size() + packet_size <= limits::broker_queue_size_max;
}

bool StoredSession::may_send() const {
  return flows_.unfinished().size() < limits::broker_in_flight_max;
}

std::uint16_t StoredSession::next_identifier() {
  do ++last_identifier_;
  while (last_identifier_ == 0 || flows_.find(last_identifier_) != nullptr);
  return last_identifier_;
}

std::string_view StoredSession::send(std::uint16_t packet_identifier) {
  std::size_t header_size = 0;
  const std::string_view packet = first_packet(waiting_.view(), header_size);
  const auto qos = static_cast<mqtt::Qos>(static_cast<std::uint8_t>(packet[0]) >> 1 & 0b11);
  // The identifier stands behind the topic.
  const std::size_t at = header_size + 2 + mqtt::OctetCursor(packet.substr(header_size)).number();
  const std::span<char> octets = waiting_.edit();
  octets[at] = static_cast<char>(packet_identifier >> 8);
  octets[at + 1] = static_cast<char>(packet_identifier & 0xFF);
  flows_.add(packet_identifier, qos, packet);
  waiting_.pop(packet.size());
  size_ += limits::broker_entry_cost;
  last_identifier_ = packet_identifier;
  return flows_.unfinished().back().packet.view();
}

void StoredSession::release(std::uint16_t packet_identifier) {
  size_ -= flows_.find(packet_identifier)->packet.size();
  flows_.release(packet_identifier);
}

void StoredSession::finish(std::uint16_t packet_identifier) {
  size_ -= flows_.find(packet_identifier)->packet.size() + limits::broker_entry_cost;
  flows_.finish(packet_identifier);
}

}  // namespace atmqtt::broker
