#pragma once

#include <string_view>

namespace atmqtt {

enum class Direction : unsigned char {
  received,  ///< by the modem: from the DTE, or from the MQTT server
  sent,      ///< by the modem: to the DTE, or to the MQTT server
};

/// Whom the core tells what happens, in words, besides doing it; this one listens to nothing.
/// Called during the calls into the modem, on the same thread; an implementation must not call the
/// modem back. Texts are single lines in UTF-8 without line end, valid during the call. Passwords,
/// keys, device secrets and the content of entered certificates are masked before they come here.
/// The core keeps no time of its own: an observer that wants time stamps takes them itself.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// Whether on_line() and on_packet() are wanted at all. They cost formatting per line and packet.
  [[nodiscard]] virtual bool is_tracing() const { return false; }

  /// A line that passed between DTE and modem: a command line or entered data, a line of an answer,
  /// a URC. Octets that are not printable ASCII appear as escapes (\r, \n, \xNN).
  virtual void on_line(Direction, std::string_view) {}

  /// A Control Packet on the link of a client (0 or 1), decoded.
  virtual void on_packet(int, Direction, std::string_view) {}

  /// Why something was refused, failed or was lost. The text begins with "why ".
  virtual void on_why(std::string_view) {}
};

}  // namespace atmqtt
