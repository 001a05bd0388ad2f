#pragma once

#include "base/buffer_pool.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/identifier_set.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace atmqtt::mqtt {

/// The acknowledgement that a message of ours waits for.
enum class Awaiting : std::uint8_t { puback, pubrec, pubcomp };

/// A QoS 1 or 2 message of ours that the server has not finished.
struct UnfinishedPublish {
  PooledString packet;  ///< the PUBLISH as it was sent; empty once PUBREC has come
  std::uint16_t packet_identifier{};
  Awaiting awaiting{};
};

/// What a client keeps of a session when the link is lost (MQTT 3.1.1 section 4.1): its unfinished
/// messages, in the order in which they are to be sent again, and the Packet Identifiers of
/// received QoS 2 messages that the server has not released. The order is that of the messages, but
/// for PUBRELs among themselves, which stand in the order of their PUBRECs [MQTT-4.6.0-4].
class SessionState {
 public:
  explicit SessionState(BufferPool& pool) : pool_(&pool) {}

  /// A message of QoS 1 or 2 is being sent. Needs: the identifier is not in flight.
  void add(std::uint16_t packet_identifier, Qos qos, std::string_view packet);

  /// The message with this identifier, or nullptr.
  [[nodiscard]] const UnfinishedPublish* find(std::uint16_t packet_identifier) const;

  /// PUBREC has come. Needs: the message waits for it.
  void release(std::uint16_t packet_identifier);

  /// PUBACK or PUBCOMP has come. Needs: the message waits for it.
  void finish(std::uint16_t packet_identifier);

  [[nodiscard]] std::span<const UnfinishedPublish> unfinished() const { return unfinished_; }

  /// Packet Identifiers of QoS 2 messages that were delivered and wait for PUBREL.
  [[nodiscard]] IdentifierSet& received() { return received_; }
  [[nodiscard]] const IdentifierSet& received() const { return received_; }

  /// The server has begun a new session: what only the old one can finish is forgotten.
  void forget_server_side();

  void clear();

 private:
  [[nodiscard]] std::vector<UnfinishedPublish>::iterator at(std::uint16_t packet_identifier);

  BufferPool* pool_;
  std::vector<UnfinishedPublish> unfinished_;
  IdentifierSet received_;
};

}  // namespace atmqtt::mqtt
