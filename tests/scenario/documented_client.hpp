#pragma once

#include "atmqtt/time.hpp"
#include "scenario/step.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atmqtt::scenario {

struct Filter {
  std::string filter;
  int qos{};
};

/// A message of QoS 1 or 2 that the server has not finished.
struct Unfinished {
  std::string packet;             ///< in the words of mqtt/describe.hpp, without the identifier
  std::optional<int> identifier;  ///< known once the server has seen it
  bool is_received = false;       ///< PUBREC has come
};

/// What chapter and decisions say a client is, as far as anybody outside can tell. It is changed by
/// what they announce and by nothing else, and has been written from them, not from the modem.
class DocumentedClient {
 public:
  explicit DocumentedClient(int index) : ssl_ctx_index(index), index_(index) {}

  // -- What the host or the server does ---------------------------------------------------------

  /// A command has passed its checks, and its data have.
  void accept(const Step& step);
  /// The server has been reached by CONNECT.
  void reach_server();
  /// An answer of the server to the step has come.
  void answer(const Step& step, mqtt::PacketType answer);
  /// All acknowledgements of messages that were withheld have come.
  void answer_all();
  /// DISC has its 0, or its 17.
  void disconnect();
  void fail_connect();
  void lose_connection();

  // -- What is read back ------------------------------------------------------------------------

  /// The packets that the server gets because of the step, acknowledgements included, in order. One
  /// without an identifier stands for any. To be asked before accept().
  [[nodiscard]] std::vector<std::string> packets_of(const Step& step) const;
  /// The values behind the index in AT+CMQTTCONNECT?.
  [[nodiscard]] std::string connect_values() const;
  [[nodiscard]] Duration limit_of(const Step& step) const;
  /// How long PINGREQ may stay unwritten, and then unanswered (D4).
  [[nodiscard]] Duration ping_limit() const;
  [[nodiscard]] Duration keep_alive() const {
    return std::chrono::seconds(connection.keepalive_time);
  }

  bool is_acquired = false;
  bool is_connected = false;
  std::string client_id;
  int version = 4;
  bool check_utf8 = true;
  int optimeout_s = 120;
  bool acturc = true;
  int ssl_ctx_index;

  std::string will_topic;
  std::string will_message;
  int will_qos = 0;
  ConnectValues connection{.server_addr = {}};

  std::string topic;
  std::string payload;
  std::vector<Filter> subtopics;
  std::vector<Filter> unsubtopics;

  std::vector<Unfinished> unfinished;
  std::set<int> received;  ///< identifiers of delivered QoS 2 messages that wait for PUBREL

  /// The client id whose session the server keeps.
  std::optional<std::string> server_session;

 private:
  void forget_session();
  [[nodiscard]] bool is_session_present(const ConnectValues& values) const;
  [[nodiscard]] std::string connect_packet(const ConnectValues& values) const;
  [[nodiscard]] std::vector<std::string> connect_packets(const ConnectValues& values) const;
  int index_;
  bool is_present_at_connack_ = false;
};

}  // namespace atmqtt::scenario
