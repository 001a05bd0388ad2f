#pragma once

#include "atmqtt/observer.hpp"
#include "mqtt/control_packet.hpp"

#include <cstdint>
#include <string_view>

namespace atmqtt::broker {

/// Names a connection; never used twice by one broker.
using ConnectionId = std::uint64_t;

/// Whom a broker tells what happens besides doing it. Called during the calls into the broker; an
/// implementation must not call it back. Texts are single lines, valid during the call.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// A packet that was read, or is being written; a password may stand in it. mqtt::describe() has
  /// the words for it. Octets that a rule sends are no packet.
  virtual void on_packet(ConnectionId connection, Direction direction,
                         const mqtt::RawPacket& packet, mqtt::Version version) = 0;

  /// What became of a connection or of its client: connected, refused, ended and why, a rule
  /// applied. Octets that are not printable ASCII appear as escapes.
  virtual void on_event(ConnectionId connection, std::string_view text) = 0;

  /// A message is lost, or not retained, because a bound is reached. Escaped likewise.
  virtual void on_loss(std::string_view text) = 0;

  /// The client broke the protocol; the broker ends the connection. The text names the clause.
  virtual void on_violation(ConnectionId connection, std::string_view reason) = 0;
};

}  // namespace atmqtt::broker
