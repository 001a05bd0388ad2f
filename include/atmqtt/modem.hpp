#pragma once

#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/link.hpp"
#include "atmqtt/network_event.hpp"
#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt {

class BufferPool;

/// What a modem finds at power-on.
struct PowerOn {
  std::chrono::sys_seconds clock{};  ///< the calendar time, UTC
  // What StoreAction has kept; read during the constructor only.
  std::span<const TlsFile> certificates{};
  std::string_view settings{};
  /// What many modems have, and none of them copies: these outlive the modem. They come before
  /// `certificates`.
  std::span<const TlsFile> shared_certificates{};
  SerialLine serial_line{};  ///< how the port to the DTE was opened
  /// Among modems of the same settings, from 1: gives it its own IMEI, IMSI and ICCID.
  std::uint32_t number = 1;
};

/// The whole modem, with no socket, file, thread or clock in it.
///
/// Octets, link events and time go in; after each call the embedder
///   1. performs next_action() until there is none,
///   2. writes dte_output() to the DTE and reports what was taken by dte_written(),
///   3. arms one timer for deadline() and calls on_time() when it is reached,
/// and repeats 1 and 2 while they have work. A modem belongs to one thread, runs each call to
/// completion and is deterministic: the same inputs give the same outputs, however the octets are
/// cut. `now` never runs backwards. No call may be made from inside another (from an Observer).
class Modem {
 public:
  /// Power-on. `config`, `pool` and `observer` must outlive the modem; the pool may be shared by
  /// all modems of the thread.
  Modem(const ModemConfig& config, BufferPool& pool, Observer& observer, Time now,
        const PowerOn& power_on = {});
  Modem(Modem&&) noexcept;
  Modem& operator=(Modem&&) noexcept;
  ~Modem();

  /// A DTE is attached from now on. Before, and after dte_closed(), there is none: answers and URCs
  /// are discarded and received messages wait (E10).
  void dte_opened(Time now);

  /// The DTE has gone: a partial line, type-ahead and data entry are dropped without an answer;
  /// echo, settings, service and clients stay (E11). What of dte_output() was not reported as
  /// written is discarded, except RX groups, which are repeated whole to the next DTE.
  void dte_closed(Time now);

  /// Octets from the DTE. Returns how many were taken; the others must be offered again when
  /// wants_dte_octets() holds. Takes all of them unless the DTE types far ahead or does not read.
  /// Needs: a DTE is attached.
  [[nodiscard]] std::size_t receive(std::string_view octets, Time now);

  /// Whether receive() would take octets. While it is false the port need not be read.
  [[nodiscard]] bool wants_dte_octets() const;

  /// What is to be written to the DTE. Valid until the next call that is not const.
  [[nodiscard]] std::string_view dte_output() const;

  /// The first `count` octets of dte_output() have been written.
  void dte_written(std::size_t count, Time now);

  /// What happened to the link of client 0 or 1.
  void on_link(int link, const LinkEvent& event, Time now);

  /// What is to be written to the link. Valid until the next call that is not const.
  [[nodiscard]] std::string_view link_output(int link) const;

  /// The answer to a StoreAction.
  void on_stored(const StoreResult& result, Time now);

  /// What has come of a LookUpName, StartPing or AskTime.
  void on_network_event(const NetworkEvent& event, Time now);

  /// Whether the packet data connection of the module can be used; at first it can. When it goes,
  /// the MQTT service goes with it (D2 cause 3, D3).
  void set_data_connection(bool stands, Time now);

  /// When on_time() wants to be called, or `never`.
  [[nodiscard]] Time deadline() const;
  void on_time(Time now);

  /// The next thing to be done outside.
  [[nodiscard]] std::optional<Action> next_action();

  /// The end of the process is near: connected clients send DISCONNECT and their links are closed
  /// once it is written. Nothing is printed to the DTE, but the ERROR of a command that waits for
  /// its name to be looked up. Finished when is_quiet().
  void shut_down(Time now);

  /// Whether nothing is on its way that the DTE has been told to expect, and after shut_down()
  /// whether all links are closed.
  [[nodiscard]] bool is_quiet() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace atmqtt
