#pragma once

#include "io/unique_fd.hpp"

#include <optional>
#include <utility>

namespace atmqtt::io {

/// A descriptor of our own for standard input or output that does not block. Whether a descriptor
/// blocks is a property that it shares with its copies in other processes, the shell for one; so
/// pipes and terminals are opened anew. Where that is refused the shared one is changed, and put
/// back at the end.
class PrivateDescriptor {
 public:
  /// `access` is O_RDONLY or O_WRONLY.
  PrivateDescriptor(int standard_fd, int access);
  PrivateDescriptor(PrivateDescriptor&&) = delete;
  PrivateDescriptor& operator=(PrivateDescriptor&&) = delete;
  ~PrivateDescriptor();

  /// No, when the process was started without it or with one for the other direction.
  [[nodiscard]] bool is_open() const { return fd_.is_open(); }

  [[nodiscard]] UniqueFd take() { return std::move(fd_); }

 private:
  int standard_fd_;
  UniqueFd fd_;
  std::optional<int> former_flags_;
};

}  // namespace atmqtt::io
