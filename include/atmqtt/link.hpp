#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace atmqtt {

/// A link is the stream connection of one client to its MQTT server. It is named by the index of
/// the client, 0 or 1; a client has at most one link at a time.
inline constexpr int link_count = 2;

/// The TCP connection stands and the TLS handshake begins on it. Comes once, and only on a link
/// with TLS; without, LinkOpened says so itself.
struct LinkConnected {};

/// The link stands: octets can pass.
struct LinkOpened {};

/// How far an attempt to open a link came before it failed.
enum class LinkFailure : unsigned char {
  name_not_resolved,   ///< the look-up failed or took too long
  no_socket,           ///< the system gave no socket
  not_connected,       ///< refused, or the host cannot be reached
  handshake_failed,    ///< after LinkConnected: the TLS handshake was not finished
  session_not_opened,  ///< the TLS settings cannot be used; nothing was connected
};

/// The link could not be opened; it does not exist any more.
struct LinkFailed {
  LinkFailure failure{};
  std::string reason;  ///< the system's or the resolver's words
};

/// Octets from the server, valid during the call.
struct LinkReceived {
  std::string_view octets;
};

/// The first `count` octets of Modem::link_output() are in the socket.
struct LinkSent {
  std::size_t count{};
};

/// How an open link ended without being asked to.
enum class LinkEnd : unsigned char {
  closed,     ///< FIN, under TLS close_notify: the server closed it in good order
  reset,      ///< RST, a time-out of the connection, or any other failure
  alert,      ///< a TLS alert: the server's, or ours about a record that cannot be read
  truncated,  ///< under TLS, FIN without close_notify
};

/// An open link is lost; it does not exist any more.
struct LinkClosed {
  LinkEnd end{};
  std::string reason;  ///< the system's words
};

using LinkEvent =
    std::variant<LinkConnected, LinkOpened, LinkFailed, LinkReceived, LinkSent, LinkClosed>;

}  // namespace atmqtt
