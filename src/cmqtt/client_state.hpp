#pragma once

#include "cmqtt/err.hpp"

#include <string_view>

namespace atmqtt::cmqtt {

/// What a client does.
enum class ClientState : unsigned char {
  released,
  acquired,
  connecting,  ///< between OK and result of CONNECT
  connected,
  publishing,     ///< between OK and result of PUB
  subscribing,    ///< of SUB
  unsubscribing,  ///< of UNSUB
  disconnecting,  ///< of DISC
};
inline constexpr int client_state_count = 8;

/// What happens to it.
enum class ClientEvent : unsigned char {
  acquire,
  release,
  connect,
  accepted,  ///< CONNACK 0
  publish,
  subscribe,
  unsubscribe,
  completed,  ///< the operation has its result, good or bad
  disconnect,
  ended,  ///< the connection, or the attempt to make one
};
inline constexpr int client_event_count = 10;

/// The state after an event. Needs: the event may happen in that state.
[[nodiscard]] ClientState state_after(ClientState state, ClientEvent event);

/// What a command asks of service and client before it can be carried out. One row per kind.
enum class Demand : unsigned char {
  start,       ///< START
  stop,        ///< STOP
  acquire,     ///< ACCQ
  release,     ///< REL
  bind,        ///< SSLCFG: asks nothing of the client
  set_will,    ///< WILLTOPIC WILLMSG
  configure,   ///< CFG
  connect,     ///< CONNECT
  disconnect,  ///< DISC
  converse,    ///< TOPIC PAYLOAD SUBTOPIC SUB UNSUBTOPIC UNSUB
  publish,     ///< PUB: converse, and a place among the unfinished publications
};

/// The <err> that refuses the demand in that state, or success (decisions C1, C4, C6, C8). Needs: a
/// demand that is made of a client.
[[nodiscard]] Err refusal(Demand demand, ClientState state);

/// The command whose result is due in that state, or an empty text.
[[nodiscard]] std::string_view pending_command(ClientState state);

/// A few words for the reason of a refusal.
[[nodiscard]] std::string_view text_of(ClientState state);

}  // namespace atmqtt::cmqtt
