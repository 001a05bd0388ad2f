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
#include "io/state_keeper.hpp"
#include "io/stdio_port.hpp"
#include "io/stream_port.hpp"
#include "io/uart_port.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace atmqtt::app {
namespace {

void tell_ready(const std::string& description) {
  if (!description.empty()) fmt::print(stderr, "atmqtt: ready: {}\n", description);
}

io::AsyncPtr<io::DtePort> paced(io::EventLoop& loop, io::AsyncPtr<io::DtePort> port,
                                std::optional<unsigned> pace) {
  if (!pace) return port;
  return io::make_async<io::PacedPort>(loop, std::move(port), *pace);
}

}  // namespace

ModemHost::ModemHost(io::EventLoops& loops, const ServeOptions& options,
                     std::function<void()> on_ended, io::Privileges privileges)
    : loops_(loops),
      options_(options),
      on_ended_(std::move(on_ended)),
      privileges_(std::move(privileges)) {
  for (std::size_t i = 0; i < loops.size(); ++i) {
    shares_.push_back({std::make_unique<ModemLoop>(loops[i], options.server_map, *this)});
  }
}

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
  const int number = ++last_modem_number_;
  Share& share = smallest_share();
  io::EventLoop& loop = share.loop->event_loop();
  auto state = open_state(loop, number);
  if (!state) return tl::unexpected(state.error());
  auto opened = make_port(loop, port);
  if (!opened) return tl::unexpected(not_opened(opened.error().text));
  addresses_.push_back((*opened)->address());
  // A real UART has its own speed.
  const auto pace = std::holds_alternative<SerialOptions>(port) ? std::nullopt : kind.pace;
  ++share.modem_count;
  not_started_.push_back(&add_modem(*share.loop, number, paced(loop, std::move(*opened), pace),
                                    kind, std::move(*state)));
  return {};
}

ModemHost::Opened ModemHost::open_entrance(const PortOptions& port, const Kind& kind) {
  io::OpenedAcceptor opened;
  if (const auto* tcp = std::get_if<TcpOptions>(&port)) {
    opened = listen(loops_[0], *tcp);
  } else if (const auto* unix_socket = std::get_if<UnixOptions>(&port)) {
    opened = io::listen_unix(loops_[0], unix_socket->path);
  } else {
    return tl::unexpected(
        bad_usage("--modem-per-connection: every port must be a --tcp or --unix port"));
  }
  if (!opened) return tl::unexpected(not_opened(opened.error().text));
  addresses_.push_back((*opened)->address());
  entrances_.push_back(std::make_unique<Entrance>(*this, std::move(*opened), kind));
  return {};
}

io::OpenedPort ModemHost::make_port(io::EventLoop& loop, const PortOptions& port) {
  const auto make_socket_port = [&loop](io::OpenedAcceptor acceptor) -> io::OpenedPort {
    if (!acceptor) return tl::unexpected(acceptor.error());
    return io::make_socket_port(loop, std::move(*acceptor));
  };
  return std::visit(Overloaded{
                        [&](const PtyOptions& pty) -> io::OpenedPort {
                          if (!pty.link.empty()) return io::open_pty_port(loop, pty.link);
                          const auto link = io::default_pty_link(++default_pty_count_);
                          if (!link) return tl::unexpected(link.error());
                          return io::open_pty_port(loop, *link);
                        },
                        [&](const SerialOptions& serial) {
                          return privileges_.as_root([&] {
                            return io::open_uart_port(loop, serial.device, serial.baud,
                                                      serial.flow_control);
                          });
                        },
                        [&](const TcpOptions& tcp) { return make_socket_port(listen(loop, tcp)); },
                        [&](const UnixOptions& unix_socket) {
                          return make_socket_port(io::listen_unix(loop, unix_socket.path));
                        },
                        [&](const StdioOptions&) { return io::open_stdio_port(loop); },
                    },
                    port);
}

io::OpenedAcceptor ModemHost::listen(io::EventLoop& loop, const TcpOptions& tcp) {
  return privileges_.as_root([&] { return io::listen_tcp(loop, tcp.host, tcp.port); });
}

tl::expected<io::ModemState, Failure> ModemHost::open_state(io::EventLoop& loop, int modem_number) {
  io::ModemState state;
  if (!options_.state) return state;
  auto directory = io::StateDirectory::open(*options_.state, fmt::format("modem{}", modem_number));
  if (!directory) return tl::unexpected(not_opened("--state " + directory.error().text));
  std::vector<std::string> faults;
  state.content = directory->read(faults);
  for (const std::string& fault : faults) io::log_warning(fault + "; it is left out");
  state.keeper = io::make_async<io::StateKeeper>(loop, *state_thread_, std::move(*directory));
  return state;
}

/// In the thread of the loop: what else it uses of the host does not change.
io::ModemRunner& ModemHost::add_modem(ModemLoop& loop, int modem_number,
                                      io::AsyncPtr<io::DtePort> port, const Kind& kind,
                                      io::ModemState state) {
  auto trace = std::make_unique<io::ModemTrace>(trace_ ? &*trace_ : nullptr,
                                                has_several_modems_ ? modem_number : 0);
  state.number = static_cast<std::uint32_t>(modem_number);
  return loop.add(kind.config, std::move(trace), std::move(port), std::move(state));
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
  if (host_.modem_count() >= limits::connection_modem_count_max) {
    io::log_warning(fmt::format("{}: a connection was closed, there are {} modems already",
                                description(), host_.modem_count()));
    return;
  }
  Share& share = host_.smallest_share();
  ++share.modem_count;
  const int number = ++host_.last_modem_number_;
  boost::asio::post(
      share.loop->event_loop().context(), [&host = host_, &kind = kind_, &loop = *share.loop,
                                           number, connection = std::move(connection)]() mutable {
        auto port = io::make_async<io::StreamPort>(loop.event_loop(), std::move(connection),
                                                   std::string(), io::PortEnd::done);
        host.add_modem(loop, number, paced(loop.event_loop(), std::move(port), kind.pace), kind)
            .start();
      });
}

void ModemHost::shut_down() {
  entrances_.clear();
  for (const Share& share : shares_) {
    boost::asio::post(share.loop->event_loop().context(),
                      [&loop = *share.loop] { loop.shut_down(); });
  }
  tell_if_ended();
}

void ModemHost::on_command_missing(const std::string& command) {
  boost::asio::post(loops_[0].context(), [this, command] {
    if (failed_check_) return;
    failed_check_ =
        check_failed(fmt::format("the host has sent AT{}, which the module does not have "
                                 "(unknown.command=exit)",
                                 escape(command)));
    shut_down();
  });
}

void ModemHost::on_modem_ended(ModemLoop& loop, io::PortEnd end) {
  boost::asio::post(loops_[0].context(), [this, &loop, end] {
    const auto share =
        std::ranges::find(shares_, &loop, [](const Share& each) { return each.loop.get(); });
    --share->modem_count;
    has_last_failed_ = end == io::PortEnd::failed;
    tell_if_ended();
  });
}

ModemHost::Share& ModemHost::smallest_share() {
  return *std::ranges::min_element(shares_, {}, &Share::modem_count);
}

std::size_t ModemHost::modem_count() const {
  std::size_t count = 0;
  for (const Share& share : shares_) count += share.modem_count;
  return count;
}

void ModemHost::tell_if_ended() {
  if (modem_count() == 0 && entrances_.empty()) on_ended_();
}

tl::expected<void, Failure> ModemHost::result() const {
  if (failed_check_) return tl::unexpected(*failed_check_);
  if (!has_last_failed_) return {};
  return tl::unexpected(not_opened("the last port has failed"));
}

}  // namespace atmqtt::app
