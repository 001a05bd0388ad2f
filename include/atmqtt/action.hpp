#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace atmqtt {

/// Open a link to a server: look the name up, connect. Answered by LinkOpened or LinkFailed, unless
/// CloseLink comes first.
struct OpenLink {
  int link{};
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port{};
};

/// Modem::link_output(link) holds octets: write them and tell by LinkSent what the socket has
/// taken.
struct SendLink {
  int link{};
};

/// Close the link, or give up opening it. No event of it may follow.
struct CloseLink {
  int link{};
};

/// Read nothing more from the link until ResumeLink: the modem has no room (back-pressure).
struct PauseLink {
  int link{};
};

/// Read from the link again.
struct ResumeLink {
  int link{};
};

/// What the modem wants done outside. The list is closed.
using Action = std::variant<OpenLink, SendLink, CloseLink, PauseLink, ResumeLink>;

}  // namespace atmqtt
