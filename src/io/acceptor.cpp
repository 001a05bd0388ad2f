#include "io/acceptor.hpp"

#include "io/log.hpp"

#include <boost/asio/ip/address.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstring>
#include <memory>

namespace atmqtt::io {
namespace {

constexpr int connection_backlog = 128;

/// How long to wait when the system has no descriptor left for a connection.
constexpr std::chrono::milliseconds retry_delay{100};

/// A DTE that has vanished without a word is noticed after this many seconds of silence, and as
/// many between further probes (F2).
constexpr int keep_alive_s = 10;
constexpr int keep_alive_probe_count = 3;

void set_option(int fd, int level, int name, int value) {
  // Does nothing on a Unix socket, which does not know these options and does not need them.
  static_cast<void>(::setsockopt(fd, level, name, &value, sizeof value));
}

void configure_connection(int fd) {
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, keep_alive_s);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, keep_alive_s);
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, keep_alive_probe_count);
}

UniqueFd make_socket(int family) {
  return UniqueFd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

std::string endpoint_text(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

struct LocalAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::string numeric_endpoint(int fd) {
  LocalAddress address;
  if (::getsockname(fd, address.get(), &address.size) != 0) return {};
  char host[NI_MAXHOST];
  char service[NI_MAXSERV];
  if (::getnameinfo(address.get(), address.size, host, sizeof host, service, sizeof service,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  return endpoint_text(host, static_cast<std::uint16_t>(std::stoi(service)));
}

bool is_loopback(int fd) {
  LocalAddress address;
  if (::getsockname(fd, address.get(), &address.size) != 0) return false;
  if (address.storage.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address.storage);
    return (ntohl(ipv4.sin_addr.s_addr) >> 24) == IN_LOOPBACKNET;
  }
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
  return IN6_IS_ADDR_LOOPBACK(&ipv6.sin6_addr);
}

/// A listening socket on the address, or a closed one with errno set.
UniqueFd listen_on(int family, const sockaddr* address, socklen_t size) {
  UniqueFd fd = make_socket(family);
  if (!fd.is_open()) return fd;
  if (family != AF_UNIX) set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (::bind(fd.get(), address, size) != 0 || ::listen(fd.get(), connection_backlog) != 0) {
    const int error = errno;
    fd = UniqueFd();
    errno = error;
  }
  return fd;
}

bool make_unix_address(const std::string& path, sockaddr_un& address) {
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return true;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// Clears the way for a new socket at the path.
tl::expected<void, OpenError> remove_dead_socket(const FilePlace& place,
                                                 const sockaddr_un& address) {
  const std::string& path = place.path();
  struct stat status = {};
  if (place.status(status) != 0) {
    if (errno == ENOENT) return {};
    return tl::unexpected(system_error(path));
  }
  if (!S_ISSOCK(status.st_mode)) {
    return tl::unexpected(OpenError{path + ": exists and is not a socket"});
  }
  if (auto checked = place.check_owner(status); !checked) return checked;
  // A process of another kind holds no lock of ours, but it answers.
  const UniqueFd probe = make_socket(AF_UNIX);
  const bool is_answered = ::connect(probe.get(), generic(address), sizeof address) == 0;
  if (is_answered || errno != ECONNREFUSED) {
    return tl::unexpected(OpenError{path + ": in use by another process"});
  }
  if (place.remove() != 0) return tl::unexpected(system_error(path));
  return {};
}

}  // namespace

Acceptor::Acceptor(EventLoop& loop, UniqueFd fd, std::string description,
                   std::optional<UnixPath> path)
    : descriptor_(loop.context(), fd.release()),
      timer_(loop.context()),
      description_(std::move(description)),
      path_(std::move(path)) {}

void Acceptor::retire() {
  timer_.cancel();
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  descriptor_.close(ignored);
  if (!path_) return;
  struct stat status = {};
  const FilePlace& place = path_->lock.place();
  if (place.status(status) == 0 && status.st_dev == path_->device &&
      status.st_ino == path_->inode) {
    place.remove();
  }
  path_.reset();
}

void Acceptor::start(AcceptorListener& listener) {
  listener_ = &listener;
  wait();
}

void Acceptor::wait() {
  descriptor_.async_wait(Descriptor::wait_read, handler([this](boost::system::error_code error) {
                           if (!error) accept();
                         }));
}

void Acceptor::accept() {
  UniqueFd connection(
      ::accept4(descriptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!connection.is_open() && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)) {
    log_warning(system_error(description_).text);
    wait_for_descriptors();
    return;
  }
  if (connection.is_open()) {
    configure_connection(connection.get());
    listener_->on_connection(std::move(connection));
  }
  if (!is_retired()) wait();
}

void Acceptor::wait_for_descriptors() {
  timer_.expires_after(retry_delay);
  timer_.async_wait(handler([this](boost::system::error_code error) {
    if (!error) wait();
  }));
}

OpenedAcceptor listen_tcp(EventLoop& loop, const std::string& host, std::uint16_t port,
                          bool asks_for_password) {
  const std::string wanted = "tcp " + endpoint_text(host, port);
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return tl::unexpected(OpenError{wanted + ": " + ::gai_strerror(error)});
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);

  UniqueFd fd;
  for (const addrinfo* each = found; each != nullptr && !fd.is_open(); each = each->ai_next) {
    fd = listen_on(each->ai_family, each->ai_addr, each->ai_addrlen);
  }
  if (!fd.is_open()) return tl::unexpected(system_error(wanted));
  std::string description = "tcp " + numeric_endpoint(fd.get());
  if (!is_loopback(fd.get())) {
    log_warning(description + " can be reached from other machines" +
                (asks_for_password ? "" : " and asks for no password"));
  }
  return make_async<Acceptor>(loop, std::move(fd), std::move(description), std::nullopt);
}

OpenedAcceptor listen_unix(EventLoop& loop, const std::string& path) {
  sockaddr_un address;
  if (!make_unix_address(path, address)) {
    return tl::unexpected(OpenError{"unix " + path + ": the path must have 1 to " +
                                    std::to_string(sizeof address.sun_path - 1) + " octets"});
  }
  auto lock = PathLock::take(path);
  if (!lock) return tl::unexpected(lock.error());
  if (auto removed = remove_dead_socket(lock->place(), address); !removed) {
    return tl::unexpected(removed.error());
  }
  const mode_t former_mask = ::umask(0177);  // The socket must never be open to others.
  UniqueFd fd = listen_on(AF_UNIX, generic(address), sizeof address);
  const int error = errno;
  ::umask(former_mask);
  if (!fd.is_open()) return tl::unexpected(system_error("unix " + path, error));
  struct stat status = {};
  if (lock->place().status(status) != 0) return tl::unexpected(system_error("unix " + path));
  return make_async<Acceptor>(loop, std::move(fd), "unix " + path,
                              Acceptor::UnixPath{std::move(*lock), status.st_dev, status.st_ino});
}

}  // namespace atmqtt::io
