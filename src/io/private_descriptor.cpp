#include "io/private_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>

namespace atmqtt::io {

PrivateDescriptor::PrivateDescriptor(int standard_fd, int access) : standard_fd_(standard_fd) {
  const int flags = ::fcntl(standard_fd, F_GETFL);
  const int mode = flags & O_ACCMODE;
  if (flags == -1 || (mode != O_RDWR && mode != access)) return;
  struct stat status = {};
  ::fstat(standard_fd, &status);
  if (S_ISFIFO(status.st_mode) || ::isatty(standard_fd) != 0) {
    const std::string name = "/proc/self/fd/" + std::to_string(standard_fd);
    fd_ = UniqueFd(::open(name.c_str(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  }
  if (fd_.is_open()) return;
  fd_ = UniqueFd(::fcntl(standard_fd, F_DUPFD_CLOEXEC, 0));
  if (S_ISREG(status.st_mode)) return;
  former_flags_ = flags;
  ::fcntl(standard_fd, F_SETFL, flags | O_NONBLOCK);
}

PrivateDescriptor::~PrivateDescriptor() {
  if (former_flags_) ::fcntl(standard_fd_, F_SETFL, *former_flags_);
}

}  // namespace atmqtt::io
