#include "io/path_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace atmqtt::io {
namespace {

std::string lock_name(const FilePlace& place) { return place.name() + ".lock"; }

/// Between opening and locking the file its former owner may have removed it; a lock on a removed
/// file would protect nothing.
bool is_at(int fd, const FilePlace& place) {
  struct stat opened = {};
  struct stat named = {};
  if (::fstat(fd, &opened) != 0 ||
      ::fstatat(place.directory(), lock_name(place).c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) {
    return false;
  }
  return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// A file that somebody else has put there says nothing about what we have left behind.
tl::expected<void, OpenError> check_left_file(int fd, const std::string& file) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) return tl::unexpected(system_error(file));
  if (S_ISREG(status.st_mode) && status.st_uid == ::geteuid()) return {};
  return tl::unexpected(OpenError{file + ": is not a file of yours; remove it"});
}

}  // namespace

tl::expected<PathLock, OpenError> PathLock::take(const std::string& path) {
  const std::string file = path + ".lock";
  auto place = FilePlace::at(path);
  if (!place) return tl::unexpected(place.error());
  if (auto checked = place->check_lasting(); !checked) return tl::unexpected(checked.error());
  const std::string name = lock_name(*place);
  // Without O_NONBLOCK a device that lies there could hold us.
  constexpr int flags = O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
  for (;;) {
    bool was_left_behind = false;
    UniqueFd fd(::openat(place->directory(), name.c_str(), flags | O_CREAT | O_EXCL, 0600));
    if (!fd.is_open() && errno == EEXIST) {
      was_left_behind = true;
      fd = UniqueFd(::openat(place->directory(), name.c_str(), flags));
      if (!fd.is_open() && errno == ENOENT) continue;
    }
    if (!fd.is_open()) return tl::unexpected(system_error(file));
    if (auto checked = check_left_file(fd.get(), file); !checked) {
      return tl::unexpected(checked.error());
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return tl::unexpected(system_error(file));
      return tl::unexpected(
          OpenError{fmt::format("{}: in use by another process, which holds {}", path, file)});
    }
    if (is_at(fd.get(), *place)) {
      return PathLock(std::move(*place), std::move(fd), was_left_behind);
    }
  }
}

PathLock::~PathLock() {
  if (fd_.is_open()) ::unlinkat(place_.directory(), lock_name(place_).c_str(), 0);
}

}  // namespace atmqtt::io
