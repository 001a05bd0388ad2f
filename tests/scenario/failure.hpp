#pragma once

#include <span>
#include <string_view>

namespace atmqtt::scenario {

/// What goes wrong.
enum class Failure : unsigned char {
  // The server or the way to it.
  close,           ///< FIN
  half_packet,     ///< half a packet, then FIN
  forgetful,       ///< FIN, and the server loses the session
  reset,           ///< RST
  garbage_type,    ///< a packet type that does not exist
  garbage_length,  ///< a Remaining Length that does not end
  garbage_qos,     ///< a PUBLISH of QoS 3
  client_packet,   ///< a packet that only a client may send
  silence,         ///< nothing comes any more
  stuck,           ///< the socket takes nothing any more
  late,            ///< the answer comes after the time limit

  // The module and the host.
  network_lost,      ///< the module's own data connection goes
  host_returns,      ///< the DTE goes and comes back before anything else happens
  host_stays_away,   ///< what the DTE waits for happens while it is away
  host_disconnects,  ///< the DTE gives up with AT+CMQTTDISC

  // Of CONNECT alone.
  name_not_resolved,
  no_socket,
  not_connected,
  refused_version,
  refused_identifier,
  refused_unavailable,
  refused_credentials,
  refused_authorization,
  refused_unknown,  ///< a return code that does not exist
};

/// What decisions D1, D2 and C6 say of a failure.
struct FailureTraits {
  Failure failure;
  std::string_view name;
  int connect_err;        ///< of a pending CONNECT
  int pending_err;        ///< of any other pending operation
  int cause;              ///< of +CMQTTCONNLOST; 0: the connection is not lost by it
  std::string_view sent;  ///< by the server, when it is that which fails the client
};

[[nodiscard]] const FailureTraits& traits_of(Failure failure);
[[nodiscard]] std::span<const FailureTraits> all_failures();

}  // namespace atmqtt::scenario
