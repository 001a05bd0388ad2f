#pragma once

#include "atmqtt/time.hpp"
#include "atmqtt/tls.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace atmqtt {

/// Open a link to a server: look the name up, connect, secure it. Answered by LinkOpened or
/// LinkFailed, with LinkConnected before when it is to be secured, unless CloseLink comes first.
struct OpenLink {
  int link{};
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port{};
  /// None: plain TCP. Elsewhere, because a modem keeps room for some actions and opens a link
  /// seldom.
  std::unique_ptr<const TlsSettings> tls;
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

/// Change what is kept over a restart. Answered by Modem::on_stored(), also when nothing is kept
/// anywhere. At most one is unanswered at a time.
struct StoreAction {
  enum class Kind : unsigned char {
    put_certificate,  ///< add or replace
    remove_certificate,
    /// Make a certificate of a file that somebody has laid down for AT+CCERTMOVE; the answer brings
    /// its content, and the file is gone.
    import_certificate,
    save_settings,  ///< the text that PowerOn::settings brings back; replaces the one before
  };
  Kind kind{};
  std::string name;     ///< of a certificate or key: UTF-8, no path; ends in .pem or .der
  std::string content;  ///< of a certificate that is put, or the settings
};

/// What has become of a StoreAction.
struct StoreResult {
  std::optional<std::string> error;  ///< why it is not done; nothing has changed then
  std::string content;               ///< of an imported certificate
};

/// End the process, in good order: the host has asked for a command that the module does not have,
/// and the settings say that this must not pass.
struct EndProcess {
  std::string command;  ///< without AT, as it was typed
};

/// Look up the addresses of a name. Answered by NameFound or NameNotFound; a further one takes the
/// place of one that is not answered.
struct LookUpName {
  std::string host;
};

enum class IpVersion : unsigned char { v4, v6 };

/// Look the name up and send ICMP echo requests. Answered by PingStarted, then by one PingReply or
/// PingLost for each request; or by PingFailed alone. A further one takes the place of one that is
/// not finished.
struct StartPing {
  std::string host;
  IpVersion version{};
  int count{};
  int size{};           ///< octets of data in each request
  Duration interval{};  ///< from one request to the next
  Duration wait{};      ///< how long a reply is waited for
  int ttl{};
};

/// Send no further request and tell nothing more of them.
struct StopPing {};

/// Ask for the calendar time: a server by SNTP, or the clock of this machine when no host is named.
/// Answered by TimeTold or TimeNotTold; a further one takes the place of one that is not answered.
struct AskTime {
  std::string host;
  std::uint16_t port{};
};

/// How octets travel on a UART; on other ports it is a number without effect.
struct SerialLine {
  int baud = 115200;
  bool rts_cts = false;  ///< RTS and CTS hold the peer and are obeyed
  friend bool operator==(const SerialLine&, const SerialLine&) = default;
};

/// Change the serial line once everything that is in dte_output() now is on it.
struct SetSerialLine {
  SerialLine line;
};

/// What the modem wants done outside. The list is closed.
using Action = std::variant<OpenLink, SendLink, CloseLink, PauseLink, ResumeLink, StoreAction,
                            LookUpName, StartPing, StopPing, AskTime, SetSerialLine, EndProcess>;

}  // namespace atmqtt
