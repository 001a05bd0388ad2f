#pragma once

#include "io/open_error.hpp"
#include "io/path_lock.hpp"

#include <tl/expected.hpp>

#include <string>

namespace atmqtt::io {

/// The stable symbolic link to a pseudo terminal, whose own name changes with every start.
class PtyLink {
 public:
  /// Makes the link `path` lead to `device`. A link that a dead process has left is replaced; a
  /// file of another kind, a link in use, and one that somebody else has put into a directory open
  /// to everybody, are refused. Nobody ever sees a link that is half made.
  [[nodiscard]] static tl::expected<PtyLink, OpenError> make(const std::string& path,
                                                             const std::string& device);

  PtyLink(PtyLink&&) noexcept = default;
  PtyLink& operator=(PtyLink&&) noexcept = delete;

  /// Removes the link if it still leads to the device.
  ~PtyLink();

 private:
  PtyLink(PathLock lock, std::string device) : lock_(std::move(lock)), device_(std::move(device)) {}

  PathLock lock_;
  std::string device_;
};

/// The default link of the pty with this number, from 1: "modem", "modem2" … in the user's runtime
/// directory, in a directory that nobody else can enter. Makes the directory.
[[nodiscard]] tl::expected<std::string, OpenError> default_pty_link(int number);

}  // namespace atmqtt::io
