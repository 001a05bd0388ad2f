#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"
#include "atmqtt/config.hpp"
#include "io/acceptor.hpp"
#include "io/event_loop.hpp"
#include "io/modem_runner.hpp"
#include "io/state_keeper.hpp"
#include "io/trace.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace atmqtt::app {

/// All modems of one event loop: makes them from the options, and tells when the last has ended.
class ModemHost final : public io::RunnerListener {
 public:
  /// Needs: the options outlive the host. `on_ended` is called when there is no modem left and none
  /// can come.
  ModemHost(io::EventLoop& loop, const ServeOptions& options, std::function<void()> on_ended)
      : loop_(loop),
        options_(options),
        on_ended_(std::move(on_ended)),
        end_timer_(loop.context()) {}

  /// Opens the trace, the state and all ports. Nothing is served yet.
  [[nodiscard]] tl::expected<void, Failure> open();

  /// Begins to serve and tells on standard error which ports are ready.
  void start();

  /// What hosts open, in the order of the ports: DtePort::address().
  [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

  /// Shuts the modems down in good order. They have ended when their servers have taken our
  /// DISCONNECT, or have had time enough for it.
  void shut_down();

  /// Whether the end was a good one: bad is when the last port was taken away by the system, or a
  /// host has asked for a command that must not be missing.
  [[nodiscard]] tl::expected<void, Failure> result() const;

 private:
  /// What the modems of one entry of the options have in common.
  struct Kind {
    ModemConfig config;
    std::optional<unsigned> pace;
  };

  /// A listening socket each of whose connections is a new modem.
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
  io::OpenedPort make_port(const PortOptions& port);
  io::AsyncPtr<io::DtePort> paced(io::AsyncPtr<io::DtePort> port, const Kind& kind);
  tl::expected<io::ModemState, Failure> open_state(int modem_number);
  io::ModemRunner& add_runner(io::AsyncPtr<io::DtePort> port, const Kind& kind,
                              io::ModemState state = {});
  void on_command_missing(io::ModemRunner& runner, const std::string& command) override;
  void on_runner_ended(io::ModemRunner& runner, io::PortEnd end) override;
  void tell_if_ended();

  io::EventLoop& loop_;
  const ServeOptions& options_;
  std::function<void()> on_ended_;
  std::optional<io::TraceFile> trace_;
  std::optional<boost::asio::thread_pool> state_thread_;  ///< with --state
  std::vector<std::unique_ptr<Kind>> kinds_;
  std::vector<std::unique_ptr<Entrance>> entrances_;
  boost::asio::steady_timer end_timer_;
  std::unordered_map<io::ModemRunner*, io::AsyncPtr<io::ModemRunner>> runners_;
  std::vector<io::ModemRunner*> not_started_;
  std::vector<std::string> addresses_;
  int modem_count_ = 0;  ///< made since the start
  int default_pty_count_ = 0;
  bool has_several_modems_ = false;
  bool has_last_failed_ = false;
  std::optional<Failure> failed_check_;
};

}  // namespace atmqtt::app
