#include "io/pty_link.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>

namespace atmqtt::io {
namespace {

/// Where the symbolic link leads, or nothing if it is none.
std::string target_of(const FilePlace& place) {
  char target[PATH_MAX];
  const ssize_t size = ::readlinkat(place.directory(), place.name().c_str(), target, sizeof target);
  return size < 0 ? std::string() : std::string(target, static_cast<std::size_t>(size));
}

tl::expected<void, OpenError> check_replaceable(const PathLock& lock) {
  const FilePlace& place = lock.place();
  const std::string& path = place.path();
  struct stat status = {};
  if (place.status(status) != 0) {
    if (errno == ENOENT) return {};
    return tl::unexpected(system_error(path));
  }
  if (!S_ISLNK(status.st_mode)) {
    return tl::unexpected(OpenError{path + ": exists and is not a symbolic link"});
  }
  if (auto checked = place.check_owner(status); !checked) return checked;
  // A dead link may seem alive, because another terminal has got the number of ours since. The lock
  // file beside it then tells that we have made it; without one it is somebody else's.
  const bool is_dangling = ::fstatat(place.directory(), place.name().c_str(), &status, 0) != 0;
  if (is_dangling || lock.was_left_behind()) return {};
  return tl::unexpected(OpenError{path + ": leads to " + target_of(place) + ", which is in use"});
}

/// Checks that only we can put links into the directory, which may be in a place open to everybody.
tl::expected<void, OpenError> make_private_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return tl::unexpected(system_error(path));
  }
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return tl::unexpected(system_error(path));
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0) {
    return tl::unexpected(OpenError{path + ": must be a directory of yours with mode 0700"});
  }
  return {};
}

bool is_directory_of_ours(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

std::string default_directory() {
  const std::string user = std::to_string(::geteuid());
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && is_directory_of_ours(runtime)) return std::string(runtime) + "/atmqtt";
  if (is_directory_of_ours("/run/user/" + user)) return "/run/user/" + user + "/atmqtt";
  return "/tmp/atmqtt-" + user;
}

}  // namespace

tl::expected<PtyLink, OpenError> PtyLink::make(const std::string& path, const std::string& device) {
  auto lock = PathLock::take(path);
  if (!lock) return tl::unexpected(lock.error());
  if (auto replaceable = check_replaceable(*lock); !replaceable) {
    return tl::unexpected(replaceable.error());
  }
  const FilePlace& place = lock->place();
  const int directory = place.directory();
  const std::string temporary = place.name() + "." + std::to_string(::getpid());
  ::unlinkat(directory, temporary.c_str(), 0);
  if (::symlinkat(device.c_str(), directory, temporary.c_str()) != 0) {
    return tl::unexpected(system_error(path));
  }
  if (::renameat(directory, temporary.c_str(), directory, place.name().c_str()) != 0) {
    const int error = errno;
    ::unlinkat(directory, temporary.c_str(), 0);
    return tl::unexpected(system_error(path, error));
  }
  return PtyLink(std::move(*lock), device);
}

PtyLink::~PtyLink() {
  if (!device_.empty() && target_of(lock_.place()) == device_) lock_.place().remove();
}

tl::expected<std::string, OpenError> default_pty_link(int number) {
  const std::string directory = default_directory();
  if (auto made = make_private_directory(directory); !made) return tl::unexpected(made.error());
  return directory + "/modem" + (number == 1 ? "" : std::to_string(number));
}

}  // namespace atmqtt::io
