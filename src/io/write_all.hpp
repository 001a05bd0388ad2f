#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace atmqtt::io {

/// Writes all octets to a file. Returns 0, or the system's error, with a part written.
[[nodiscard]] inline int write_all(int fd, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = ::write(fd, octets.data(), octets.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace atmqtt::io
