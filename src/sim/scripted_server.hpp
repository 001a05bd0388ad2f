#pragma once

#include "atmqtt/link.hpp"
#include "base/buffer_pool.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/packet_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::sim {

/// A message that a client has published and that subscribers get.
struct ServerMessage {
  std::string topic;
  std::string payload;
  mqtt::Qos qos{};
};

/// A PUBLISH that the server sends because it is told to.
struct ServerPublish {
  std::string topic;
  std::string payload;
  mqtt::Qos qos{};
  bool retain = false;
  bool dup = false;
  std::uint16_t packet_identifier = 0;  ///< 0: the next one of the server
};

/// How a server fails its client.
enum class ServerFailure : unsigned char { close, reset, silence, garbage };

/// An MQTT server for one client, without I/O: correct unless told to misbehave. Between the
/// connections of a client with clean_session 0 it keeps the subscriptions and the identifiers of
/// received QoS 2 messages. It does not keep messages: no retained ones, none for an absent client,
/// and none to be sent again; a test that wants one says so by publish().
class ScriptedServer {
 public:
  // The connection, driven by the world.

  void link_opened();
  void link_closed();
  /// Octets of the client.
  void receive(std::string_view octets);
  /// Octets for the client, at most `size_max`.
  [[nodiscard]] std::string take_output(std::size_t size_max);
  /// How the server has ended the connection, once nothing is left to be sent before.
  [[nodiscard]] std::optional<LinkEnd> end() const;
  /// What the client has published since the last call.
  [[nodiscard]] std::vector<ServerMessage> take_published();
  /// Passes a published message on if a subscription of the client matches.
  void route(const ServerMessage& message);

  // What it is told to do. "next" is once.

  void refuse_next(int return_code) { refuse_next_ = return_code; }
  void set_session_present_next(bool present) { session_present_next_ = present; }
  void grant_next(std::string return_codes) { grant_next_ = std::move(return_codes); }
  /// Keeps packets of this type back until release(), on this connection and later ones.
  void withhold(mqtt::PacketType type) { withheld_types_.insert(type); }
  void release();
  /// Needs: the link is open.
  void send(std::string_view octets) { output_ += octets; }
  void publish(const ServerPublish& publish);
  void close() { end_ = LinkEnd::closed; }
  void reset();
  void fall_silent() { silent_ = true; }
  /// Fails instead of answering the packet that is received when so many were received before it,
  /// counted over all connections.
  void fail_at_packet(std::size_t packets_before, ServerFailure failure);

  // What it has seen.

  /// All packets of all connections, in the words of mqtt::describe().
  [[nodiscard]] const std::vector<std::string>& received() const { return received_; }
  /// The first thing that the client did against the protocol; empty if nothing.
  [[nodiscard]] const std::string& violation() const { return violation_; }

 private:
  void handle(const mqtt::RawPacket& packet);
  void dispatch(const mqtt::RawPacket& packet);
  void fail(ServerFailure failure);
  void violate(std::string_view reason);

  void on_connect(const mqtt::RawPacket& packet);
  void on_publish(const mqtt::RawPacket& packet);
  void on_pubrec(const mqtt::RawPacket& packet);
  void on_pubrel(const mqtt::RawPacket& packet);
  void on_subscribe(const mqtt::RawPacket& packet);
  void on_unsubscribe(const mqtt::RawPacket& packet);
  void on_pingreq(const mqtt::RawPacket& packet);
  void on_disconnect(const mqtt::RawPacket& packet);
  template <auto decode>
  void check_only(const mqtt::RawPacket& packet);

  /// The packet, or nothing and the violation noted.
  template <typename Packet>
  std::optional<Packet> accept(mqtt::Decoded<Packet> packet);

  template <typename Packet>
  void answer(mqtt::PacketType type, const Packet& packet);

  // The connection.
  BufferPool pool_;
  mqtt::PacketReader reader_{pool_};
  bool open_ = false;
  bool connected_ = false;
  bool silent_ = false;
  std::optional<LinkEnd> end_;
  std::string output_;
  std::set<mqtt::PacketType> withheld_types_;
  std::string withheld_;
  mqtt::Version version_ = mqtt::Version::v3_1_1;

  // The session.
  std::string client_id_;
  bool session_kept_ = false;
  std::map<std::string, mqtt::Qos> subscriptions_;
  std::map<std::uint16_t, ServerMessage> unreleased_;
  std::uint16_t last_identifier_ = 0;

  // What it is told, and what it has seen.
  std::optional<int> refuse_next_;
  std::optional<bool> session_present_next_;
  std::optional<std::string> grant_next_;
  std::optional<std::size_t> fail_before_;
  ServerFailure failure_{};
  std::vector<ServerMessage> published_;
  std::vector<std::string> received_;
  std::string violation_;
};

}  // namespace atmqtt::sim
