#pragma once

#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "broker/change.hpp"
#include "broker/connection.hpp"
#include "broker/observer.hpp"
#include "broker/options.hpp"
#include "broker/rule.hpp"
#include "broker/rules.hpp"
#include "broker/store.hpp"
#include "broker/timers.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/session_state.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace atmqtt::broker {

/// An MQTT broker for 3.1 and 3.1.1 without I/O: octets of clients, the ends of connections and
/// time go in; octets for clients, ends of connections and a deadline come out. Deterministic: the
/// same inputs give the same outputs, however the octets are cut.
///
/// After each call the embedder serves the connections that next_ready() names: writes output(),
/// and ends those that have an end(). It reads from a connection only while wants_octets().
class Broker {
 public:
  /// All must outlive the broker. Sessions of the store that are not kept are ended; nobody is
  /// connected. `journal` may be nullptr.
  Broker(Options options, Store& store, BufferPool& pool, Observer& observer,
         Journal* journal = nullptr);
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // -- Connections

  /// A connection stands. `peer` names its other end for rules.
  [[nodiscard]] ConnectionId open(std::string_view peer, Time now);

  /// Octets of the client. All are taken; those behind an end() are dropped.
  void receive(ConnectionId id, std::string_view octets, Time now);

  /// Whether the connection is to be read from: not while the client leaves
  /// limits::broker_unread_size_max octets unread or a rule withholds
  /// limits::broker_withheld_size_max, nor once it has an end().
  [[nodiscard]] bool wants_octets(ConnectionId id) const;

  /// What waits to be written. Valid until the next call that is not const.
  [[nodiscard]] std::string_view output(ConnectionId id) const;

  /// The first `count` octets of output() have been written. Needs: count <= output().size().
  void sent(ConnectionId id, std::size_t count);

  /// How the embedder is to end the connection once output() is empty, or nothing.
  [[nodiscard]] std::optional<End> end(ConnectionId id) const;

  /// The connection does not exist any more, whoever has ended it. The id means nothing afterwards.
  void link_closed(ConnectionId id);

  /// The next connection that has got output or an end since it was named last, or nothing.
  [[nodiscard]] std::optional<ConnectionId> next_ready();

  [[nodiscard]] std::size_t connection_count() const { return connections_.size(); }

  // -- Time

  /// When on_time() wants to be called, or `never`.
  [[nodiscard]] Time deadline() const { return timers_.deadline(); }

  /// Ends the connections that have been silent for too long, and resets those that should have
  /// ended and whose clients do not read. May be called at any time.
  void on_time(Time now);

  // -- Misbehaviour

  void add_rule(Rule rule) { rules_.add(std::move(rule)); }
  /// Does nothing when there is no such rule.
  void remove_rule(std::string_view name) { rules_.remove(name); }

  /// Sends what rules have kept back on this connection.
  void release(ConnectionId id);
  /// Sends octets, whatever they are.
  void send(ConnectionId id, std::string_view octets);
  /// Sends a PUBLISH that belongs to no session: it is not repeated, and what the client answers is
  /// accepted. With Packet Identifier 0 and QoS 1 or 2 it gets the session's next one. Needs for
  /// that: the client is connected.
  void publish(ConnectionId id, mqtt::Publish message);
  /// Ends the connection as `end` says.
  void hang(ConnectionId id, End end);
  /// Reads on, and says nothing more on this connection.
  void fall_silent(ConnectionId id);

 private:
  // broker.cpp
  [[nodiscard]] Connection& connection(ConnectionId id);
  [[nodiscard]] const Connection& connection(ConnectionId id) const;
  [[nodiscard]] Connection* online(SessionNumber session);
  [[nodiscard]] bool is_read(const Connection& from) const;
  void expect_within(Connection& at, Duration silence_max, Time since);
  void mark_ready(Connection& at);
  [[nodiscard]] bool is_kept(SessionNumber session) const;
  [[nodiscard]] bool has_room(std::size_t size) const;
  void finish_call();

  // broker_packets.cpp: from packet to handler, and from answer to output
  void on_packet(Connection& from, const mqtt::RawPacket& packet);
  void dispatch(Connection& from, const mqtt::RawPacket& packet);
  [[nodiscard]] bool misbehave(Connection& from, const mqtt::RawPacket& packet);
  void write(Connection& to, std::string_view packet);
  void append(Connection& to, std::string_view octets);
  void trace_sent(const Connection& to, std::string_view octets);
  void violate(Connection& at, std::string_view reason);
  void end(Connection& at, End how, std::string_view why);

  // broker_connect.cpp: a client comes and goes
  void on_connect(Connection& from, const mqtt::RawPacket& packet);
  [[nodiscard]] std::uint8_t refusal(const mqtt::Connect& connect) const;
  [[nodiscard]] std::uint8_t refusal_of_user(const mqtt::Connect& connect) const;
  void refuse(Connection& from, std::uint8_t return_code);
  [[nodiscard]] bool begin_session(Connection& at, const mqtt::Connect& connect);
  [[nodiscard]] std::string new_client_id();
  void resume(Connection& to);
  void on_disconnect(Connection& from, const mqtt::RawPacket& packet);
  void leave(Connection& at);

  // broker_messages.cpp: messages and their flows
  void on_publish(Connection& from, const mqtt::RawPacket& packet);
  void on_puback(Connection& from, const mqtt::RawPacket& packet);
  void on_pubrec(Connection& from, const mqtt::RawPacket& packet);
  void on_pubrel(Connection& from, const mqtt::RawPacket& packet);
  void on_pubcomp(Connection& from, const mqtt::RawPacket& packet);
  void finish(Connection& from, std::uint16_t packet_identifier, mqtt::Awaiting awaiting);
  void route(const mqtt::Publish& message);
  void retain(const mqtt::Publish& message);
  void deliver(SessionNumber session, const mqtt::Publish& message);
  void send_waiting(Connection& to);

  // broker_subscriptions.cpp
  void on_subscribe(Connection& from, const mqtt::RawPacket& packet);
  [[nodiscard]] bool may_subscribe(const Connection& from, std::string_view filter) const;
  void send_retained(SessionNumber to, const mqtt::Subscription& subscription);
  void on_unsubscribe(Connection& from, const mqtt::RawPacket& packet);
  void on_pingreq(Connection& from, const mqtt::RawPacket& packet);

  /// The packet, or nothing and the connection ended.
  template <typename Packet>
  [[nodiscard]] std::optional<Packet> accept(Connection& from, mqtt::Decoded<Packet> packet) {
    if (packet) return std::move(*packet);
    violate(from, packet.error().reason);
    return std::nullopt;
  }

  template <typename Packet>
  void answer(Connection& to, const Packet& packet) {
    packet_.clear();
    encode(packet_, packet);
    write(to, packet_);
  }

  /// Makes a change of the store, and tells the journal if it has to keep it.
  template <typename Change>
  void change(const Change& what) {
    bool is_journaled = true;
    if constexpr (requires { what.session; }) is_journaled = is_kept(what.session);
    store_->apply(what);
    if constexpr (requires { what.is_kept; }) is_journaled = what.is_kept;
    if (journal_ == nullptr || !is_journaled) return;
    journal_->on_change(what);
    is_changed_ = true;
  }

  Options options_;
  Store* store_;
  BufferPool* pool_;
  Observer* observer_;
  Journal* journal_;
  Rules rules_;
  Timers timers_;

  std::unordered_map<ConnectionId, Connection> connections_;
  std::vector<ConnectionId> online_;  // by session number; 0: nobody
  std::vector<ConnectionId> ready_;   // from ready_begin_ on
  std::size_t ready_begin_ = 0;
  std::vector<ConnectionId> leaving_;  // ended in this call
  ConnectionId last_id_ = 0;
  std::uint64_t last_assigned_ = 0;  // of the client ids that the broker gives
  Time now_{};                       // of the latest call that told
  bool is_changed_ = false;          // since the last commit
  std::optional<Deed> told_;         // what a rule says of the packet that is being handled

  // Scratch memory, so that a message allocates nothing.
  std::vector<Subscriber> found_;
  std::vector<mqtt::Subscription> filters_;
  std::vector<std::string_view> names_;
  std::string packet_;
};

}  // namespace atmqtt::broker
