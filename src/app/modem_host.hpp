#pragma once

#include "app/failure.hpp"
#include "app/modem_loop.hpp"
#include "app/serve_options.hpp"
#include "atmqtt/config.hpp"
#include "io/acceptor.hpp"
#include "io/event_loops.hpp"
#include "io/privileges.hpp"
#include "io/trace.hpp"

#include <boost/asio/thread_pool.hpp>
#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atmqtt::app {

/// All modems of a process: makes them from the options, spreads them over the event loops, and
/// tells when the last has ended. It is used in the thread of the first loop, or before the loops
/// run; its modems are used in the threads of theirs.
class ModemHost final : public ModemLoopListener {
 public:
  /// Needs: the references outlive the host; the loops run no more when it ends. `on_ended` is
  /// called in the first loop when there is no modem left and none can come. Serial lines and TCP
  /// ports are opened as root where the privileges have that.
  ModemHost(io::EventLoops& loops, const ServeOptions& options, std::function<void()> on_ended,
            io::Privileges privileges = {});

  /// Opens the trace, the state and all ports. Nothing is served yet. Needs: the loops do not run.
  [[nodiscard]] tl::expected<void, Failure> open();

  /// Begins to serve and tells on standard error which ports are ready. Needs: the loops do not
  /// run.
  void start();

  /// What hosts open, in the order of the ports: DtePort::address().
  [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

  /// Shuts the modems down in good order, as ModemLoop does.
  void shut_down();

  /// Whether the end was a good one: bad is when the last port was taken away by the system, or a
  /// host has asked for a command that must not be missing.
  [[nodiscard]] tl::expected<void, Failure> result() const;

 private:
  /// What the modems of one entry of the options have in common. Nobody changes it.
  struct Kind {
    ModemConfig config;
    std::optional<unsigned> pace;
  };

  /// A loop's share of the modems.
  struct Share {
    std::unique_ptr<ModemLoop> loop;
    std::size_t modem_count = 0;  ///< with those that are on their way to the loop
  };

  /// A listening socket of the first loop each of whose connections is a new modem of some loop.
  class Entrance final : public io::AcceptorListener {
   public:
    Entrance(ModemHost& host, io::AsyncPtr<io::Acceptor> acceptor, const Kind& kind)
        : host_(host), acceptor_(std::move(acceptor)), kind_(kind) {}
    void start() { acceptor_->start(*this); }
    void on_connection(io::UniqueFd connection) override;
    [[nodiscard]] const std::string& description() const { return acceptor_->description(); }

   private:
    ModemHost& host_;
    io::AsyncPtr<io::Acceptor> acceptor_;
    const Kind& kind_;
  };

  using Opened = tl::expected<void, Failure>;

  Opened open_trace();
  Opened start_state_thread();
  Opened open_modems(const ModemOptions& modem);
  Opened open_port(const PortOptions& port, const Kind& kind);
  Opened open_entrance(const PortOptions& port, const Kind& kind);
  tl::expected<const Kind*, Failure> make_kind(const ModemOptions& modem);
  io::OpenedPort make_port(io::EventLoop& loop, const PortOptions& port);
  io::OpenedAcceptor listen(io::EventLoop& loop, const TcpOptions& tcp);
  tl::expected<io::ModemState, Failure> open_state(io::EventLoop& loop, int modem_number);
  io::ModemRunner& add_modem(ModemLoop& loop, int modem_number, io::AsyncPtr<io::DtePort> port,
                             const Kind& kind, io::ModemState state = {});
  void on_command_missing(const std::string& command) override;
  void on_modem_ended(ModemLoop& loop, io::PortEnd end) override;
  Share& smallest_share();
  [[nodiscard]] std::size_t modem_count() const;
  void tell_if_ended();

  io::EventLoops& loops_;
  const ServeOptions& options_;
  std::function<void()> on_ended_;
  io::Privileges privileges_;
  std::optional<io::TraceFile> trace_;
  std::optional<boost::asio::thread_pool> state_thread_;  ///< with --state
  std::vector<std::unique_ptr<Kind>> kinds_;
  std::vector<std::unique_ptr<Entrance>> entrances_;
  std::vector<Share> shares_;
  std::vector<io::ModemRunner*> not_started_;
  std::vector<std::string> addresses_;
  int last_modem_number_ = 0;
  int default_pty_count_ = 0;
  bool has_several_modems_ = false;
  bool has_last_failed_ = false;
  std::optional<Failure> failed_check_;
};

}  // namespace atmqtt::app
