#pragma once

#include "io/async_object.hpp"
#include "io/descriptor.hpp"
#include "io/event_loop.hpp"
#include "io/open_error.hpp"
#include "io/path_lock.hpp"
#include "io/timer.hpp"
#include "io/unique_fd.hpp"

#include <sys/stat.h>
#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace atmqtt::io {

class AcceptorListener {
 public:
  /// A connection, non-blocking. Closing it is a refusal.
  virtual void on_connection(UniqueFd connection) = 0;

 protected:
  ~AcceptorListener() = default;
};

/// A listening socket. A Unix socket is removed with its acceptor if it is still the same one.
class Acceptor final : public AsyncObject {
 public:
  /// A file in the file system that is a Unix socket of ours, and our claim on it.
  struct UnixPath {
    PathLock lock;
    dev_t device;
    ino_t inode;
  };

  Acceptor(EventLoop& loop, UniqueFd fd, std::string description, std::optional<UnixPath> path);

  void start(AcceptorListener& listener);

  /// "tcp 127.0.0.1:43211" or "unix PATH".
  [[nodiscard]] const std::string& description() const { return description_; }

  /// What one connects to: the description without the kind of socket.
  [[nodiscard]] std::string address() const {
    return description_.substr(description_.find(' ') + 1);
  }

 private:
  void retire() override;
  void wait();
  void accept();
  void wait_for_descriptors();

  Descriptor descriptor_;
  Timer timer_;
  std::string description_;
  std::optional<UnixPath> path_;
  AcceptorListener* listener_ = nullptr;
};

using OpenedAcceptor = tl::expected<AsyncPtr<Acceptor>, OpenError>;

/// Listens on a TCP port, any free one for 0. A host that is not of the loopback network is warned
/// of in the log, above all where the port asks for no password.
[[nodiscard]] OpenedAcceptor listen_tcp(EventLoop& loop, const std::string& host,
                                        std::uint16_t port, bool asks_for_password = false);

/// Listens on a Unix socket with mode 0600. A socket that a dead process has left is replaced; a
/// file of another kind, a socket in use, and one that somebody else has put into a directory open
/// to everybody, are refused.
[[nodiscard]] OpenedAcceptor listen_unix(EventLoop& loop, const std::string& path);

}  // namespace atmqtt::io
