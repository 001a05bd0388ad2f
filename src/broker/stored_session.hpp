#pragma once

#include "base/buffer_pool.hpp"
#include "base/octet_queue.hpp"
#include "broker/change.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/session_state.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace atmqtt::broker {

/// The server's half of a session (MQTT 3.1.1 section 4.1): subscriptions, messages of QoS 1 and 2
/// that wait or are unacknowledged, and the Packet Identifiers of the client's QoS 2 messages.
class StoredSession {
 public:
  StoredSession(BufferPool& pool, const SessionBegun& begun);

  [[nodiscard]] SessionNumber number() const { return number_; }
  [[nodiscard]] const std::string& client_id() const { return client_id_; }
  [[nodiscard]] bool is_kept() const { return is_kept_; }
  [[nodiscard]] const std::map<std::string, mqtt::Qos, std::less<>>& subscriptions() const {
    return subscriptions_;
  }
  void subscribe(std::string_view filter, mqtt::Qos qos);
  void unsubscribe(std::string_view filter);

  /// Appends a PUBLISH of QoS 1 or 2 to those that wait.
  void queue(std::string_view packet);
  /// Whether one of this size can wait as well: limits::broker_queue_size_max is not passed.
  [[nodiscard]] bool has_room(std::size_t packet_size) const;
  [[nodiscard]] bool is_waiting() const { return !waiting_.empty(); }
  /// The messages that wait, one behind the other.
  [[nodiscard]] std::string_view waiting() const { return waiting_.view(); }

  /// Whether limits::broker_in_flight_max allows a further unacknowledged message.
  [[nodiscard]] bool may_send() const;
  /// The next Packet Identifier that no unacknowledged message has.
  [[nodiscard]] std::uint16_t next_identifier();
  /// Takes the first message that waits to those in flight and returns it as it is to be sent. The
  /// view is valid until the session changes. Needs: is_waiting(), an identifier not in flight.
  std::string_view send(std::uint16_t packet_identifier);

  /// PUBREC has come. Needs: the message waits for it.
  void release(std::uint16_t packet_identifier);
  /// PUBACK or PUBCOMP has come. Needs: the message waits for it.
  void finish(std::uint16_t packet_identifier);
  /// The client's message of QoS 2 is taken, or its PUBREL has come.
  void take(std::uint16_t packet_identifier) { flows_.received().insert(packet_identifier); }
  void forget(std::uint16_t packet_identifier) { flows_.received().erase(packet_identifier); }

  /// Octets of texts and packets, and limits::broker_entry_cost for each thing that is kept.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Messages in flight and identifiers of the client.
  [[nodiscard]] const mqtt::SessionState& flows() const { return flows_; }

 private:
  SessionNumber number_;
  std::string client_id_;
  bool is_kept_;
  std::map<std::string, mqtt::Qos, std::less<>> subscriptions_;
  OctetQueue waiting_;
  mqtt::SessionState flows_;
  std::uint16_t last_identifier_ = 0;
  std::size_t size_;
};

}  // namespace atmqtt::broker
