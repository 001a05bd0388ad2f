#include "app/modem_host.hpp"

#include "app/overloaded.hpp"
#include "app/profile.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/hmac.hpp"
#include "io/log.hpp"
#include "io/paced_port.hpp"
#include "io/pty_link.hpp"
#include "io/pty_port.hpp"
#include "io/socket_port.hpp"
#include "io/stdio_port.hpp"
#include "io/stream_port.hpp"
#include "io/uart_port.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace atmqtt::app {
namespace {

void tell_ready(const std::string& description) {
  if (!description.empty()) fmt::print(stderr, "atmqtt: ready: {}\n", description);
}

std::size_t count_ports(const ServeOptions& options) {
  std::size_t count = options.modem.ports.size();
  for (const ModemOptions& modem : options.modems) count += modem.ports.size();
  return count;
}

}  // namespace

tl::expected<void, Failure> ModemHost::open() {
  has_several_modems_ = count_ports(options_) > 1 || options_.has_modem_per_connection;
  if (auto opened = open_trace(); !opened) return opened;
  if (auto started = start_state_thread(); !started) return started;
  if (auto opened = open_modems(options_.modem); !opened) return opened;
  for (const ModemOptions& modem : options_.modems) {
    if (auto opened = open_modems(modem); !opened) return opened;
  }
  return {};
}

ModemHost::Opened ModemHost::open_trace() {
  if (!options_.trace) return {};
  auto opened = io::TraceFile::open(*options_.trace);
  if (!opened) return tl::unexpected(not_opened("--trace " + opened.error().text));
  trace_ = std::move(*opened);
  return {};
}

ModemHost::Opened ModemHost::start_state_thread() {
  if (!options_.state) return {};
  if (options_.has_modem_per_connection) {
    return tl::unexpected(
        bad_usage("--state: not with --modem-per-connection, whose modems keep nothing"));
  }
  state_thread_.emplace(1);
  return {};
}

ModemHost::Opened ModemHost::open_modems(const ModemOptions& modem) {
  if (modem.ports.empty()) return {};
  const auto kind = make_kind(modem);
  if (!kind) return tl::unexpected(kind.error());
  for (const PortOptions& port : modem.ports) {
    auto opened =
        options_.has_modem_per_connection ? open_entrance(port, **kind) : open_port(port, **kind);
    if (!opened) return opened;
  }
  return {};
}

/// Settings go from the general to the particular: profile, common settings, those of the modem.
tl::expected<const ModemHost::Kind*, Failure> ModemHost::make_kind(const ModemOptions& modem) {
  const std::string common = options_.modem.profile.value_or("sim8200");
  auto settings = load_profile(modem.profile.value_or(common));
  if (!settings) return tl::unexpected(settings.error());
  auto overridden = override_settings(*settings, options_.modem.settings);
  if (overridden && &modem != &options_.modem) {
    overridden = override_settings(*settings, modem.settings);
  }
  if (!overridden) return tl::unexpected(overridden.error());
  kinds_.push_back(std::make_unique<Kind>(Kind{ModemConfig{std::move(*settings), &io::hmac},
                                               modem.pace ? modem.pace : options_.modem.pace}));
  return kinds_.back().get();
}

ModemHost::Opened ModemHost::open_port(const PortOptions& port, const Kind& kind) {
  auto state = open_state(modem_count_ + 1);
  if (!state) return tl::unexpected(state.error());
  auto opened = make_port(port);
  if (!opened) return tl::unexpected(not_opened(opened.error().text));
  addresses_.push_back((*opened)->address());
  // A real UART has its own speed.
  auto made = std::holds_alternative<SerialOptions>(port) ? std::move(*opened)
                                                          : paced(std::move(*opened), kind);
  not_started_.push_back(&add_runner(std::move(made), kind, std::move(*state)));
  return {};
}

ModemHost::Opened ModemHost::open_entrance(const PortOptions& port, const Kind& kind) {
  io::OpenedAcceptor opened;
  if (const auto* tcp = std::get_if<TcpOptions>(&port)) {
    opened = io::listen_tcp(loop_, tcp->host, tcp->port);
  } else if (const auto* unix_socket = std::get_if<UnixOptions>(&port)) {
    opened = io::listen_unix(loop_, unix_socket->path);
  } else {
    return tl::unexpected(
        bad_usage("--modem-per-connection: every port must be a --tcp or --unix port"));
  }
  if (!opened) return tl::unexpected(not_opened(opened.error().text));
  addresses_.push_back((*opened)->address());
  entrances_.push_back(std::make_unique<Entrance>(*this, std::move(*opened), kind));
  return {};
}

io::OpenedPort ModemHost::make_port(const PortOptions& port) {
  const auto make_socket_port = [this](io::OpenedAcceptor acceptor) -> io::OpenedPort {
    if (!acceptor) return tl::unexpected(acceptor.error());
    return io::make_socket_port(loop_, std::move(*acceptor));
  };
  return std::visit(Overloaded{
                        [this](const PtyOptions& pty) -> io::OpenedPort {
                          if (!pty.link.empty()) return io::open_pty_port(loop_, pty.link);
                          const auto link = io::default_pty_link(++default_pty_count_);
                          if (!link) return tl::unexpected(link.error());
                          return io::open_pty_port(loop_, *link);
                        },
                        [this](const SerialOptions& serial) {
                          return io::open_uart_port(loop_, serial.device, serial.baud,
                                                    serial.flow_control);
                        },
                        [&](const TcpOptions& tcp) {
                          return make_socket_port(io::listen_tcp(loop_, tcp.host, tcp.port));
                        },
                        [&](const UnixOptions& unix_socket) {
                          return make_socket_port(io::listen_unix(loop_, unix_socket.path));
                        },
                        [this](const StdioOptions&) { return io::open_stdio_port(loop_); },
                    },
                    port);
}

tl::expected<io::ModemState, Failure> ModemHost::open_state(int modem_number) {
  io::ModemState state;
  if (!options_.state) return state;
  auto directory = io::StateDirectory::open(*options_.state, fmt::format("modem{}", modem_number));
  if (!directory) return tl::unexpected(not_opened("--state " + directory.error().text));
  std::vector<std::string> faults;
  state.content = directory->read(faults);
  for (const std::string& fault : faults) io::log_warning(fault + "; it is left out");
  state.keeper = io::make_async<io::StateKeeper>(loop_, *state_thread_, std::move(*directory));
  return state;
}

io::AsyncPtr<io::DtePort> ModemHost::paced(io::AsyncPtr<io::DtePort> port, const Kind& kind) {
  if (!kind.pace) return port;
  return io::make_async<io::PacedPort>(loop_, std::move(port), *kind.pace);
}

io::ModemRunner& ModemHost::add_runner(io::AsyncPtr<io::DtePort> port, const Kind& kind,
                                       io::ModemState state) {
  ++modem_count_;
  auto trace = std::make_unique<io::ModemTrace>(trace_ ? &*trace_ : nullptr,
                                                has_several_modems_ ? modem_count_ : 0);
  auto runner =
      io::make_async<io::ModemRunner>(loop_, kind.config, options_.server_map, std::move(trace),
                                      *this, std::move(port), std::move(state));
  io::ModemRunner* const key = runner.get();
  runners_.emplace(key, std::move(runner));
  return *key;
}

void ModemHost::start() {
  for (io::ModemRunner* runner : not_started_) {
    tell_ready(runner->port().description());
    runner->start();
  }
  not_started_.clear();
  for (const auto& entrance : entrances_) {
    entrance->start();
    tell_ready(entrance->description());
  }
}

void ModemHost::Entrance::on_connection(io::UniqueFd connection) {
  if (host_.runners_.size() >= limits::connection_modem_count_max) {
    io::log_warning(fmt::format("{}: a connection was closed, there are {} modems already",
                                description(), host_.runners_.size()));
    return;
  }
  auto port = io::make_async<io::StreamPort>(host_.loop_, std::move(connection), std::string(),
                                             io::PortEnd::done);
  host_.add_runner(host_.paced(std::move(port), kind_), kind_).start();
}

void ModemHost::shut_down() {
  constexpr std::chrono::seconds time_limit{2};
  end_timer_.expires_after(time_limit);
  end_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    runners_.clear();
    tell_if_ended();
  });
  entrances_.clear();
  std::vector<io::ModemRunner*> runners;
  for (const auto& [runner, owner] : runners_) runners.push_back(runner);
  for (io::ModemRunner* runner : runners) runner->shut_down();
  tell_if_ended();
}

/// The runner is in the middle of a call, so that its modem is shut down from the loop.
void ModemHost::on_command_missing(io::ModemRunner&, const std::string& command) {
  if (failed_check_) return;
  failed_check_ =
      check_failed(fmt::format("the host has sent AT{}, which the module does not have "
                               "(unknown.command=exit)",
                               escape(command)));
  boost::asio::post(loop_.context(), [this] { shut_down(); });
}

void ModemHost::on_runner_ended(io::ModemRunner& runner, io::PortEnd end) {
  has_last_failed_ = end == io::PortEnd::failed;
  runners_.erase(&runner);
  tell_if_ended();
}

void ModemHost::tell_if_ended() {
  if (!runners_.empty() || !entrances_.empty()) return;
  end_timer_.cancel();
  on_ended_();
}

tl::expected<void, Failure> ModemHost::result() const {
  if (failed_check_) return tl::unexpected(*failed_check_);
  if (!has_last_failed_) return {};
  return tl::unexpected(not_opened("the last port has failed"));
}

}  // namespace atmqtt::app
