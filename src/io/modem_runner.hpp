#pragma once

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"
#include "io/async_object.hpp"
#include "io/dte_port.hpp"
#include "io/errands.hpp"
#include "io/event_loop.hpp"
#include "io/link.hpp"
#include "io/network_listener.hpp"
#include "io/server_map.hpp"
#include "io/state_keeper.hpp"
#include "io/timer.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt::io {

class ModemRunner;

class RunnerListener {
 public:
  /// The modem wants the process to end, for a command that it does not have. The runner must not
  /// be let go of in this call.
  virtual void on_command_missing(ModemRunner& runner, const std::string& command) = 0;

  /// The port has ended, or the modem was shut down, and everything is closed. The listener may let
  /// go of the runner in this call.
  virtual void on_runner_ended(ModemRunner& runner, PortEnd end) = 0;

 protected:
  ~RunnerListener() = default;
};

/// What a modem had before: what it finds at power-on, and who keeps it from now on. Without a
/// keeper certificates and settings live in the modem.
struct ModemState {
  StateContent content;
  std::span<const TlsFile> shared_certificates = {};  ///< those of PowerOn
  AsyncPtr<StateKeeper> keeper;
  std::uint32_t number = 1;  ///< that of PowerOn
};

/// A modem with its port and its links: gives it what happens and does what it wants.
///
/// Every event goes into the modem first; then settle() performs actions and writes until nothing
/// is left to do. Ports and links never call back from within the calls that settle() makes, so the
/// modem is never called from within itself.
class ModemRunner final : public AsyncObject,
                          public DteListener,
                          public LinkListener,
                          public StoreListener,
                          public NetworkListener {
 public:
  /// Power-on. Needs: all references outlive the owner's hold, the loop outlives the object.
  ModemRunner(EventLoop& loop, const ModemConfig& config, const ServerMap& server_map,
              std::unique_ptr<Observer> observer, RunnerListener& listener, AsyncPtr<DtePort> port,
              ModemState state = {});

  /// Begins to serve the port. Called once.
  void start();

  /// Sends DISCONNECT on connected links and closes them; on_runner_ended() follows, unless a
  /// server does not take the octets. Whoever has a time limit lets go of the runner.
  void shut_down();

  [[nodiscard]] const DtePort& port() const { return *port_; }

  /// Since when octets wait for a server to take them, or `never`.
  [[nodiscard]] Time waiting_since() const;

 private:
  struct LinkState {
    AsyncPtr<Link> link;
    bool is_open = false;
    Time full_since = never;  ///< unless it is never, on_link_writable() is to be waited for
  };

  enum class Phase : unsigned char {
    serving,
    input_ended,  ///< the DTE waits for pending results and sends nothing more
    shutting_down,
    ended,
  };

  void retire() override;

  void on_dte_opened() override;
  void on_dte_octets(std::string_view octets) override;
  void on_dte_writable() override;
  void on_dte_input_ended() override;
  void on_dte_closed() override;
  void on_port_ended(PortEnd end) override;

  void on_link_event(int link, const LinkEvent& event) override;
  void on_link_writable(int link) override;

  void on_stored(const StoreResult& result) override;

  void on_network_event(const NetworkEvent& event) override;

  void settle();
  bool perform_actions();
  bool offer_held_octets();
  bool write_output();
  void change_serial_line();
  void arm_timer();
  void on_timer();
  void advance_phase();
  [[nodiscard]] bool is_dte_served() const;

  void perform(OpenLink& action);
  void perform(const SendLink& action);
  void perform(const CloseLink& action);
  void perform(const PauseLink& action);
  void perform(const ResumeLink& action);
  void perform(const StoreAction& action);
  void perform(const EndProcess& action);
  void perform(const SetSerialLine& action) { serial_line_ = action.line; }
  template <class Errand>
  void perform(const Errand& action) {
    errands_->perform(action);
  }

  [[nodiscard]] LinkState& state_of(int link) { return links_[static_cast<std::size_t>(link)]; }

  EventLoop& loop_;
  const ServerMap& server_map_;
  RunnerListener& listener_;
  AsyncPtr<DtePort> port_;
  AsyncPtr<StateKeeper> keeper_;  ///< may be null
  std::unique_ptr<Observer> observer_;
  std::optional<Modem> modem_;  ///< until retire()
  std::array<LinkState, link_count> links_;
  std::optional<Errands> errands_;         ///< until retire()
  std::optional<SerialLine> serial_line_;  ///< what the line shall be once the output is out
  PooledString held_octets_;  ///< from the DTE, not taken by the modem yet; at most one read
  Timer timer_;
  Time timer_time_ = never;  ///< when the armed timer fires, `never` if none is armed
  Phase phase_ = Phase::serving;
  PortEnd end_ = PortEnd::done;
  bool is_dte_attached_ = false;
  bool is_dte_full_ = false;  ///< on_dte_writable() is to be waited for
};

}  // namespace atmqtt::io
