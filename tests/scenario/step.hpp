#pragma once

#include "mqtt/control_packet.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::scenario {

/// What a step does: a command of the chapter, or something that the server or time does.
enum class Kind : unsigned char {
  start,
  stop,
  acquire,
  release,
  bind,
  check_utf8,
  optimeout,
  acturc,
  will_topic,
  will_message,
  connect,
  disconnect,
  topic,
  payload,
  publish,
  subtopic,
  subscribe_cached,
  subscribe_one,
  unsubtopic,
  unsubscribe_cached,
  unsubscribe_one,
  receive,  ///< the server publishes to the client
  idle,     ///< nothing happens for the keep alive time
};

/// Whom a command needs.
enum class Need : unsigned char { nothing, service, client, connection };

/// A message that a server publishes.
struct Incoming {
  std::string topic;
  std::string payload;
  int qos{};
};

/// What CONNECT asks for.
struct ConnectValues {
  std::string server_addr = "tcp://test.mosquitto.org:1883";
  int keepalive_time = 600;
  bool clean_session = true;
  std::string user_name{};  ///< empty: none
  std::string pass_word{};  ///< empty: none
};

struct Step {
  Kind kind{};
  int client{};
  std::string text;  ///< client id, topic, filter, payload or will message
  int number{};      ///< qos, version, SSL context or value of the option
  ConnectValues connection;
  Incoming incoming;  ///< of receive

  /// The server publishes this between the OK and the result of the step.
  std::optional<Incoming> while_pending;
  /// The server does not send this answer, whatever happens, so that the result is 17.
  std::optional<mqtt::PacketType> never_answered;
};

// One function per command, with the values that matter here.

[[nodiscard]] Step start();
[[nodiscard]] Step stop();
[[nodiscard]] Step acquire(int client, std::string client_id, int version = 4);
[[nodiscard]] Step release(int client);
[[nodiscard]] Step bind(int client, int ssl_ctx_index);
[[nodiscard]] Step option(Kind kind, int client, int value);
[[nodiscard]] Step will_topic(int client, std::string topic);
[[nodiscard]] Step will_message(int client, std::string message, int qos);
[[nodiscard]] Step connect(int client, ConnectValues values = {});
[[nodiscard]] Step disconnect(int client);
[[nodiscard]] Step topic(int client, std::string topic);
[[nodiscard]] Step payload(int client, std::string payload);
[[nodiscard]] Step publish(int client, int qos);
[[nodiscard]] Step subtopic(int client, std::string filter, int qos);
[[nodiscard]] Step subscribe_cached(int client);
[[nodiscard]] Step subscribe_one(int client, std::string filter, int qos);
[[nodiscard]] Step unsubtopic(int client, std::string filter);
[[nodiscard]] Step unsubscribe_cached(int client);
[[nodiscard]] Step unsubscribe_one(int client, std::string filter);
[[nodiscard]] Step receive(int client, Incoming incoming);
[[nodiscard]] Step idle(int client);
[[nodiscard]] Step with_incoming(Step step, Incoming incoming);
[[nodiscard]] Step never_answered(Step step, mqtt::PacketType answer);

/// The command line of the step without its CR; empty when the host types nothing.
[[nodiscard]] std::string line_of(const Step& step);

/// The command's name as its results begin with it: +CMQTTPUB.
[[nodiscard]] std::string_view name_of(const Step& step);

[[nodiscard]] Need need_of(const Step& step);

/// Whether the host enters step.text behind a prompt.
[[nodiscard]] bool has_data(const Step& step);

/// Whether a result follows OK when the server has answered.
[[nodiscard]] bool has_network_result(const Step& step);

/// The packets by which the server completes the step, in their order.
[[nodiscard]] std::vector<mqtt::PacketType> answers_to(const Step& step);

/// One line that names the step in a failure of the test.
[[nodiscard]] std::string describe(const Step& step);

}  // namespace atmqtt::scenario
