#pragma once

#include "atmqtt/action.hpp"
#include "io/async_object.hpp"
#include "io/open_error.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// Why a port has ended.
enum class PortEnd : unsigned char {
  done,    ///< its user has finished
  failed,  ///< the device or the system took it away; it is in the log
};

/// Whom a port tells what its DTE does. It may let go of the port in each of these calls.
class DteListener {
 public:
  virtual void on_dte_opened() = 0;

  /// Octets from the DTE, between on_dte_opened() and on_dte_closed(). Valid during the call.
  virtual void on_dte_octets(std::string_view octets) = 0;

  /// The port takes octets again after a write() that took less than all.
  virtual void on_dte_writable() = 0;

  /// The DTE will send nothing more but still reads.
  virtual void on_dte_input_ended() = 0;

  /// The DTE has gone. What it did not read is lost. Another may come.
  virtual void on_dte_closed() = 0;

  /// No DTE will ever come again. If one was attached, on_dte_closed() was called before.
  virtual void on_port_ended(PortEnd end) = 0;

 protected:
  ~DteListener() = default;
};

/// Where a DTE is attached: at most one at a time. Letting go of the port closes it and removes
/// what it left in the file system.
class DtePort : public AsyncObject {
 public:
  /// Begins to tell. Called once. Reading is on. May call on_dte_opened() at once.
  virtual void start(DteListener& listener) = 0;

  /// Writes what is taken at once and returns its size; never calls the listener. When that is less
  /// than all, on_dte_writable() or on_dte_closed() follows. Without a DTE octets are dropped.
  [[nodiscard]] virtual std::size_t write(std::string_view octets) = 0;

  /// Whether the DTE is read. Off, flow control holds it. Never calls the listener.
  virtual void set_reading(bool is_reading) = 0;

  /// What the serial line is; on a port that is none, what one would be.
  [[nodiscard]] virtual SerialLine serial_line() const { return {}; }

  /// Changes the serial line, once the octets that were written before are on it. Never calls the
  /// listener from within. A port that is no serial line has nothing to change.
  virtual void set_serial_line(const SerialLine&) {}

  /// What the line "ready: …" says of it, or nothing when there is none to be said.
  [[nodiscard]] virtual std::string description() const = 0;

  /// What a DTE on this machine opens to be attached: a path or HOST:PORT. Nothing when the port
  /// does not know it, as a UART does not know where its cable leads.
  [[nodiscard]] virtual std::string address() const { return {}; }
};

using OpenedPort = tl::expected<AsyncPtr<DtePort>, OpenError>;

}  // namespace atmqtt::io
