#include "io/host_end.hpp"

#include "io/connector.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>

#include <cstring>
#include <optional>

namespace atmqtt::io {
namespace {

/// Keeps what a connector tells.
struct Connected final : ConnectorListener {
  void on_connected(UniqueFd socket) override { result = std::move(socket); }
  void on_not_connected(LinkFailure, const std::string& reason) override {
    result = tl::unexpected(OpenError{reason});
  }
  std::optional<OpenedFd> result;
};

}  // namespace

OpenedFd open_terminal(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(system_error(path));
  termios attributes = {};
  if (::tcgetattr(fd.get(), &attributes) != 0) return tl::unexpected(system_error(path));
  ::cfmakeraw(&attributes);
  if (::tcsetattr(fd.get(), TCSANOW, &attributes) != 0) return tl::unexpected(system_error(path));
  return fd;
}

OpenedFd connect_unix(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return tl::unexpected(system_error(path, ENAMETOOLONG));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.is_open() ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return tl::unexpected(system_error(path));
  }
  return fd;
}

OpenedFd connect_tcp(EventLoop& loop, const std::string& host, std::uint16_t port,
                     std::chrono::seconds time_limit) {
  Connected connected;
  const auto connector = make_async<Connector>(loop, connected);
  connector->start(host, port);
  const auto end = std::chrono::steady_clock::now() + time_limit;
  while (!connected.result) {
    loop.context().restart();
    if (loop.context().run_one_until(end) > 0) continue;
    return tl::unexpected(system_error("connecting to " + host, ETIMEDOUT));
  }
  return std::move(*connected.result);
}

}  // namespace atmqtt::io
