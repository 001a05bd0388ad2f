#pragma once

#include "atmqtt/tls.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace atmqtt {

/// Open a link to a server: look the name up, connect, secure it. Answered by LinkOpened or
/// LinkFailed, unless CloseLink comes first.
struct OpenLink {
  int link{};
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port{};
  std::optional<TlsSettings> tls;  ///< none: plain TCP
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

/// Where a kept file lies: among the certificates, or where AT+CCERTMOVE takes it from.
enum class StoreArea : unsigned char { certificates, files };

/// A file that was kept over a restart, handed to the modem at power-on.
struct StoredFile {
  StoreArea area{};
  std::string name;  ///< UTF-8, no path; ends in .pem or .der
  std::string content;
};

/// Change what is kept. Answered by Modem::on_stored(), also when nothing is kept anywhere.
struct StoreAction {
  enum class Kind : unsigned char {
    put,  ///< add or replace
    remove,
    move,  ///< from the files to the certificates
  };
  Kind kind{};
  StoreArea area{};
  std::string name;
  std::string content;  ///< of put
};

/// What the modem wants done outside. The list is closed.
using Action = std::variant<OpenLink, SendLink, CloseLink, PauseLink, ResumeLink, StoreAction>;

}  // namespace atmqtt
