#pragma once

#include "atmqtt/time.hpp"
#include "broker/broker.hpp"
#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// How a server fails its client.
enum class ServerFailure : unsigned char { close, reset, silence, garbage };

/// The end of one link at the world's broker: its connection while there is one, what has come over
/// it, and the orders to misbehave on it, which are rules for whoever comes over this link. "next"
/// is once.
class ServerEnd {
 public:
  /// `peer` names the link; `broker` must outlive this object.
  ServerEnd(broker::Broker& broker, std::string peer) : broker_(&broker), peer_(std::move(peer)) {}

  void link_opened(Time now) { connection_ = broker_->open(peer_, now); }
  void link_closed();
  [[nodiscard]] std::optional<broker::ConnectionId> connection() const { return connection_; }

  // Orders. Those that concern a connection do nothing when the modem has just closed it.

  void refuse_next(int return_code);
  void set_session_present_next(bool present);
  void grant_next(std::string return_codes);
  /// Keeps packets of this type back until release(), on this connection and later ones.
  void withhold(mqtt::PacketType type);
  void release();
  void send(std::string_view octets);
  /// See Broker::publish().
  void publish(const mqtt::Publish& message);
  void close() { hang(broker::End::closed); }
  void reset() { hang(broker::End::reset); }
  void fall_silent();
  /// Fails instead of answering the packet that is received when so many were received before it,
  /// counted over all connections. Needs: it has not been received yet.
  void fail_at_packet(std::size_t packets_before, ServerFailure failure);

  // What it has seen.

  void on_received(std::string packet) { received_.push_back(std::move(packet)); }
  void on_violation(std::string_view reason);
  /// All packets of all connections, in the words of mqtt::describe().
  [[nodiscard]] const std::vector<std::string>& received() const { return received_; }
  /// The first thing that the client did against the protocol; empty if nothing.
  [[nodiscard]] const std::string& violation() const { return violation_; }

 private:
  void hang(broker::End end);
  /// Adds the rule for this link alone.
  void add_rule(broker::Rule rule);
  [[nodiscard]] std::string rule_name(std::string_view name) const;

  broker::Broker* broker_;
  std::string peer_;
  std::optional<broker::ConnectionId> connection_;
  std::vector<mqtt::PacketType> withheld_;
  std::vector<std::string> received_;
  std::string violation_;
};

}  // namespace atmqtt::sim
