#pragma once

#include "mqtt/control_packet.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

/// The changes of a Store. Whoever applies the same changes in the same order has the same store.
/// Views are valid during the call that passes the change.
namespace atmqtt::broker {

/// Names a session in its store; the number of an ended session is used again.
using SessionNumber = std::uint32_t;

/// `is_kept`: the session outlives its connection (clean_session 0).
struct SessionBegun {
  SessionNumber session{};
  std::string_view client_id{};
  bool is_kept{};
};

struct SessionEnded {
  SessionNumber session{};
};

/// A subscription begins, or its QoS changes.
struct Subscribed {
  SessionNumber session{};
  std::string_view filter{};
  mqtt::Qos qos{};
};

struct Unsubscribed {
  SessionNumber session{};
  std::string_view filter{};
};

/// A message of QoS 1 or 2 waits for the session. `packet` is its whole PUBLISH with a Packet
/// Identifier that has no meaning yet.
struct Queued {
  SessionNumber session{};
  std::string_view packet{};
};

/// The message that waits longest goes to the client, under this Packet Identifier.
struct Sent {
  SessionNumber session{};
  std::uint16_t packet_identifier{};
};

/// PUBREC has come: only the identifier is needed further.
struct Released {
  SessionNumber session{};
  std::uint16_t packet_identifier{};
};

/// PUBACK or PUBCOMP has come.
struct Finished {
  SessionNumber session{};
  std::uint16_t packet_identifier{};
};

/// A QoS 2 message of the client has been passed on, and is not again until its PUBREL.
struct Taken {
  SessionNumber session{};
  std::uint16_t packet_identifier{};
};

/// The client's PUBREL has come.
struct Forgotten {
  SessionNumber session{};
  std::uint16_t packet_identifier{};
};

/// The retained message of a topic; an empty payload removes it.
struct Retained {
  std::string_view topic{};
  std::string_view payload{};
  mqtt::Qos qos{};
};

using Change = std::variant<SessionBegun, SessionEnded, Subscribed, Unsubscribed, Queued, Sent,
                            Released, Finished, Taken, Forgotten, Retained>;

/// Whoever keeps what a store must not lose when the process ends: retained messages and kept
/// sessions. Wills and clean sessions belong to connections and end with the process.
class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  /// Called for each change, in order, in the call of the broker that makes it.
  virtual void on_change(const Change& change) = 0;

  /// The changes since the last commit belong together: a PUBLISH taken, and queued for everyone
  /// who is to get it. Called before the call of the broker returns, and so before a client can see
  /// an acknowledgement of them; what must survive the process has to be out of it by then.
  virtual void on_commit() = 0;
};

}  // namespace atmqtt::broker
