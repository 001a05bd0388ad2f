// The modem as a library, in a program with a loop of its own: the host is at standard input and
// output, servers are reached over plain TCP. It ends with the input. What is left out, so that it
// stays short: names are looked up and connections made while everything else waits, and octets are
// written as if the other side always took them.

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

using namespace atmqtt;

namespace {

Time now() { return Time(std::chrono::steady_clock::now().time_since_epoch()); }

/// Prints why something was refused. Whoever wants a trace gets lines and packets here, too.
struct Reasons final : Observer {
  [[nodiscard]] bool is_tracing() const override { return false; }
  void on_line(Direction, std::string_view) override {}
  void on_packet(int, Direction, std::string_view) override {}
  void on_why(std::string_view text) override {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  }
};

class Program {
 public:
  int run() {
    modem_.dte_opened(now());
    for (bool is_input_open = true; is_input_open || !input_.empty() || !modem_.is_quiet();) {
      settle();
      const pollfd input = {is_input_open && input_.empty() ? STDIN_FILENO : -1, POLLIN, 0};
      std::array<pollfd, 1 + link_count> waits = {
          input, {links_[0], POLLIN, 0}, {links_[1], POLLIN, 0}};
      ::poll(waits.data(), waits.size(), milliseconds_to_deadline());
      if (waits[0].revents != 0) is_input_open = read_input();
      for (int link = 0; link < link_count; ++link) {
        if (waits[static_cast<std::size_t>(link) + 1].revents != 0) read_link(link);
      }
      if (modem_.deadline() <= now()) modem_.on_time(now());
    }
    settle();
    return 0;
  }

 private:
  /// Steps 1 and 2 of the contract of Modem, until they have no more work.
  void settle() {
    for (bool has_worked = true; has_worked;) {
      has_worked = false;
      while (const auto action = modem_.next_action()) {
        std::visit([this](const auto& each) { perform(each); }, *action);
        has_worked = true;
      }
      if (!input_.empty() && modem_.wants_dte_octets()) {
        input_.erase(0, modem_.receive(input_, now()));
        has_worked = true;
      }
      if (const std::string_view output = modem_.dte_output(); !output.empty()) {
        modem_.dte_written(write_to(STDOUT_FILENO, output), now());
        has_worked = true;
      }
    }
  }

  void perform(const OpenLink& action) {
    const addrinfo hints = {0, AF_UNSPEC, SOCK_STREAM, 0, 0, nullptr, nullptr, nullptr};
    addrinfo* found = nullptr;
    LinkFailure failure = LinkFailure::name_not_resolved;
    if (::getaddrinfo(action.host.c_str(), std::to_string(action.port).c_str(), &hints, &found) ==
        0) {
      const int fd = ::socket(found->ai_family, SOCK_STREAM, 0);
      failure = LinkFailure::not_connected;
      if (!action.tls && ::connect(fd, found->ai_addr, found->ai_addrlen) == 0) {
        links_[static_cast<std::size_t>(action.link)] = fd;
        ::freeaddrinfo(found);
        return modem_.on_link(action.link, LinkOpened{}, now());
      }
      ::close(fd);
      ::freeaddrinfo(found);
    }
    modem_.on_link(action.link, LinkFailed{failure, "no plain TCP connection"}, now());
  }

  void perform(const SendLink& action) {
    const std::string_view output = modem_.link_output(action.link);
    const int fd = links_[static_cast<std::size_t>(action.link)];
    if (fd < 0 || output.empty()) return;
    modem_.on_link(action.link, LinkSent{write_to(fd, output)}, now());
  }

  void perform(const CloseLink& action) { close_link(action.link); }
  void perform(const StoreAction&) { modem_.on_stored(StoreResult{}, now()); }

  /// Pausing and resuming: this loop reads a link only when all that came before is with the host.
  template <class Other>
  void perform(const Other&) {}

  void read_link(int link) {
    char octets[4096];
    const ssize_t size = ::read(links_[static_cast<std::size_t>(link)], octets, sizeof octets);
    if (size > 0)
      return modem_.on_link(link, LinkReceived{{octets, static_cast<std::size_t>(size)}}, now());
    close_link(link);
    modem_.on_link(link, LinkClosed{size == 0 ? LinkEnd::closed : LinkEnd::reset, "read"}, now());
  }

  /// False at the end of the input.
  bool read_input() {
    char octets[256];
    const ssize_t size = ::read(STDIN_FILENO, octets, sizeof octets);
    if (size > 0) input_.assign(octets, static_cast<std::size_t>(size));
    return size > 0;
  }

  static std::size_t write_to(int fd, std::string_view octets) {
    const ssize_t size = ::write(fd, octets.data(), octets.size());
    return size > 0 ? static_cast<std::size_t>(size) : octets.size();  // nobody reads it: dropped
  }

  void close_link(int link) { ::close(std::exchange(links_[static_cast<std::size_t>(link)], -1)); }

  [[nodiscard]] int milliseconds_to_deadline() const {
    if (modem_.deadline() == never) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(modem_.deadline() - now());
    return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 60'000));
  }

  ModemConfig config_;
  BufferPool pool_;
  Reasons reasons_;
  Modem modem_{config_, pool_, reasons_, now()};
  std::string input_;  ///< what the host has sent and the modem has not taken yet
  std::array<int, link_count> links_ = {-1, -1};
};

}  // namespace

int main() { return Program().run(); }
