#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// Lines between a host and a modem, as plainly as the system gives them: blocking, no library.
namespace line {

[[noreturn]] inline void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

inline int require(int result, const char* what) {
  if (result < 0) give_up(what);
  return result;
}

inline void send_at_once(int socket) {
  const int on = 1;
  require(::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
}

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

inline int connect_tcp(std::uint16_t port) {
  const int fd = require(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const sockaddr_in address = loopback(port);
  require(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
  send_at_once(fd);
  return fd;
}

/// The host's end of a line: the path of a device, or the number of a TCP port.
inline int open_host(const std::string& place) {
  if (place.front() != '/') return connect_tcp(static_cast<std::uint16_t>(std::stoi(place)));
  const int fd = require(::open(place.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), place.c_str());
  termios attributes{};
  require(::tcgetattr(fd, &attributes), place.c_str());
  ::cfmakeraw(&attributes);
  require(::tcsetattr(fd, TCSANOW, &attributes), place.c_str());
  return fd;
}

/// A socket that listens on a free port.
inline int listen_tcp() {
  const int fd = require(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const sockaddr_in address = loopback(0);
  require(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  require(::listen(fd, 1), "listen");
  return fd;
}

inline int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  require(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  return ntohs(address.sin_port);
}

/// What stands on standard output is read by run.py, line by line.
inline void say(const std::string& text) {
  std::puts(text.c_str());
  std::fflush(stdout);
}

/// The modem's end of a line, "pty" or "tcp", as soon as the host has opened its own. Says the
/// place where he does.
inline int serve(std::string_view kind) {
  if (kind == "tcp") {
    const int listener = listen_tcp();
    say(std::to_string(port_of(listener)));
    const int fd = require(::accept(listener, nullptr, nullptr), "accept");
    send_at_once(fd);
    return fd;
  }
  const int master = require(::posix_openpt(O_RDWR | O_NOCTTY), "pseudo terminal");
  require(::grantpt(master), "grantpt");
  require(::unlockpt(master), "unlockpt");
  // Kept open, so that there is something to wait for before the host comes.
  const int slave = open_host(::ptsname(master));
  static_cast<void>(slave);
  say(::ptsname(master));
  return master;
}

inline void write_all(int fd, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = ::write(fd, octets.data(), octets.size());
    require(static_cast<int>(count), "write");
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// Reads exactly `size` octets, at most 256.
inline std::string_view read_all(int fd, std::size_t size) {
  static char buffer[256];
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(fd, buffer + filled, size - filled);
    if (count == 0) std::exit(0);
    require(static_cast<int>(count), "read");
    filled += static_cast<std::size_t>(count);
  }
  return {buffer, filled};
}

}  // namespace line
