#include "app/served_modem.hpp"

#include "atmqtt/observer.hpp"

#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <utility>

namespace atmqtt::app {
namespace {

/// How long servers have to take our DISCONNECT.
constexpr std::chrono::seconds shut_down_time{2};

/// How long a modem that reads nothing may take to notice that its host has gone.
constexpr std::chrono::seconds detach_time{2};

}  // namespace

class ServedModem::Listening final : public Observer {
 public:
  explicit Listening(Heard& heard) : heard_(heard) {}
  [[nodiscard]] bool is_tracing() const override { return true; }
  void on_packet(int client, Direction direction, std::string_view text) override {
    if (direction == Direction::received) return;
    heard_.packets.at(static_cast<std::size_t>(client)).emplace_back(text);
  }
  void on_why(std::string_view text) override { heard_.reasons.emplace_back(text); }

 private:
  Heard& heard_;
};

ServedModem::ServedModem(io::EventLoop& loop, const ModemConfig& config,
                         const io::ServerMap& server_map)
    : loop_(loop) {
  auto port = io::make_async<io::ConnectionPort>(loop);
  port_ = port.get();
  runner_ = io::make_async<io::ModemRunner>(
      loop, config, server_map, std::make_unique<Listening>(heard_), *this, std::move(port));
  runner_->start();
}

ServedModem::~ServedModem() {
  const auto end = std::chrono::steady_clock::now() + shut_down_time;
  runner_->shut_down();
  loop_.context().restart();
  while (runner_ && loop_.context().run_one_until(end) > 0) {
  }
}

io::OpenedFd ServedModem::open_line() {
  int fds[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0) {
    return tl::unexpected(io::system_error("socket pair"));
  }
  io::UniqueFd host(fds[0]);
  // The end of the former host may still wait to be read.
  const auto end = std::chrono::steady_clock::now() + detach_time;
  while (port_->is_attached() && loop_.context().run_one_until(end) > 0) {
  }
  if (port_->is_attached()) {
    return tl::unexpected(io::OpenError{"the modem has not noticed that the host has gone"});
  }
  port_->attach(io::UniqueFd(fds[1]));
  return host;
}

std::span<const std::string> ServedModem::packets(int client) const {
  return heard_.packets.at(static_cast<std::size_t>(client));
}

void ServedModem::on_runner_ended(io::ModemRunner&, io::PortEnd) { runner_.reset(); }

}  // namespace atmqtt::app
