// The modem as a library, in a loop of one's own: the host is at standard input and output, servers
// are reached over plain TCP. It ends with the input. What a product would do better stays out of
// it: look names up and connect while it goes on, and wait for a socket that takes nothing.

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

namespace {

using namespace atmqtt;

Time now() { return Time(std::chrono::steady_clock::now().time_since_epoch()); }

/// A connected socket, or -1.
int connect_to(const OpenLink& server) {
  const addrinfo hints = {0, AF_UNSPEC, SOCK_STREAM, 0, 0, nullptr, nullptr, nullptr};
  addrinfo* found = nullptr;
  const std::string port = std::to_string(server.port);
  if (server.tls || ::getaddrinfo(server.host.c_str(), port.c_str(), &hints, &found) != 0)
    return -1;
  const int fd = ::socket(found->ai_family, SOCK_STREAM, 0);
  const bool is_connected = ::connect(fd, found->ai_addr, found->ai_addrlen) == 0;
  ::freeaddrinfo(found);
  if (!is_connected) ::close(fd);
  return is_connected ? fd : -1;
}

/// How many of the octets are on their way. Those that nobody reads any more are dropped.
std::size_t write_to(int fd, std::string_view octets) {
  const ssize_t size = ::write(fd, octets.data(), octets.size());
  return size < 0 ? octets.size() : static_cast<std::size_t>(size);
}

/// Whoever wants a trace, or the reasons for refusals, gets them here.
struct Silence final : Observer {
  [[nodiscard]] bool is_tracing() const override { return false; }
  void on_line(Direction, std::string_view) override {}
  void on_packet(int, Direction, std::string_view) override {}
  void on_why(std::string_view) override {}
};

/// A modem, and what it has asked for.
struct Program {
  // Step 1 of the contract of Modem: what it wants done outside.
  void operator()(const OpenLink& open) {
    links[open.link] = connect_to(open);
    const LinkFailed failed{LinkFailure::not_connected, "there is no plain TCP connection"};
    modem.on_link(open.link, links[open.link] < 0 ? LinkEvent(failed) : LinkOpened{}, now());
  }
  void operator()(const SendLink& send) {
    const std::string_view octets = modem.link_output(send.link);
    modem.on_link(send.link, LinkSent{write_to(links[send.link], octets)}, now());
  }
  void operator()(const CloseLink& close) { ::close(std::exchange(links[close.link], -1)); }
  void operator()(const StoreAction&) { modem.on_stored({}, now()); }
  void operator()(const auto&) {}  // a modem whose host never asks for it needs no ping, no time…

  // Steps 1 and 2 until they have no more work; returns when on_time() wants to be called.
  Time settle() {
    for (std::size_t moved = 1; moved > 0;) {
      while (const auto action = modem.next_action()) std::visit(*this, *action);
      const std::size_t taken = modem.wants_dte_octets() ? modem.receive(input, now()) : 0;
      input.erase(0, taken);
      const std::string_view output = modem.dte_output();
      const std::size_t written = output.empty() ? 0 : write_to(STDOUT_FILENO, output);
      modem.dte_written(written, now());
      moved = taken + written;
    }
    return modem.deadline();
  }

  void read_link(int link) {
    const ssize_t size = ::read(links[link], octets.data(), octets.size());
    if (size > 0) {
      return modem.on_link(link, LinkReceived{{octets.data(), static_cast<std::size_t>(size)}},
                           now());
    }
    ::close(std::exchange(links[link], -1));
    modem.on_link(link, LinkClosed{size == 0 ? LinkEnd::closed : LinkEnd::reset, "read"}, now());
  }

  ModemConfig config;  // which module it is: the profile sim8200
  BufferPool pool;
  Silence observer;
  Modem modem{config, pool, observer, now()};
  int links[link_count] = {-1, -1};
  std::string input;  // of the host, as far as the modem has not taken it
  std::array<char, 4096> octets{};
};

}  // namespace

int main() {
  std::signal(SIGPIPE, SIG_IGN);
  Program program;
  program.modem.dte_opened(now());
  for (bool is_open = true; is_open || !program.input.empty() || !program.modem.is_quiet();) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(program.settle() - now());
    pollfd inputs[] = {{is_open && program.input.empty() ? STDIN_FILENO : -1, POLLIN, 0},
                       {program.links[0], POLLIN, 0},
                       {program.links[1], POLLIN, 0}};
    ::poll(inputs, std::size(inputs), static_cast<int>(std::clamp<long>(left.count(), 0, 60'000)));
    if (inputs[0].revents != 0) {
      const ssize_t size = ::read(STDIN_FILENO, program.octets.data(), program.octets.size());
      is_open = size > 0;
      program.input.assign(program.octets.data(), is_open ? static_cast<std::size_t>(size) : 0);
    }
    for (int link = 0; link < link_count; ++link) {
      if (inputs[link + 1].revents != 0) program.read_link(link);
    }
    program.modem.on_time(now());
  }
  program.settle();
}
