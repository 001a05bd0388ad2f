#include "io/path_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace atmqtt::io {
namespace {

/// Between opening and locking the file its former owner may have removed it; a lock on a removed
/// file would protect nothing.
bool is_at(int fd, const std::string& file) {
  struct stat opened = {};
  struct stat named = {};
  if (::fstat(fd, &opened) != 0 || ::stat(file.c_str(), &named) != 0) return false;
  return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

tl::expected<PathLock, OpenError> PathLock::take(const std::string& path) {
  const std::string file = path + ".lock";
  for (;;) {
    bool was_left_behind = false;
    UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd.is_open() && errno == EEXIST) {
      was_left_behind = true;
      fd = UniqueFd(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
      if (!fd.is_open() && errno == ENOENT) continue;
    }
    if (!fd.is_open()) return tl::unexpected(system_error(file));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return tl::unexpected(system_error(file));
      return tl::unexpected(
          OpenError{fmt::format("{}: in use by another process, which holds {}", path, file)});
    }
    if (is_at(fd.get(), file)) return PathLock(file, std::move(fd), was_left_behind);
  }
}

PathLock::~PathLock() {
  if (fd_.is_open()) ::unlink(file_.c_str());
}

}  // namespace atmqtt::io
