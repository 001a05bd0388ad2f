#include "io/pty_link.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>

namespace atmqtt::io {
namespace {

/// Where the symbolic link leads, or nothing if it is none.
std::string target_of(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
  return size < 0 ? std::string() : std::string(target, static_cast<std::size_t>(size));
}

tl::expected<void, OpenError> check_replaceable(const std::string& path, const PathLock& lock) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return tl::unexpected(system_error(path));
  }
  if (!S_ISLNK(status.st_mode)) {
    return tl::unexpected(OpenError{path + ": exists and is not a symbolic link"});
  }
  // A dead link may seem alive, because another terminal has got the number of ours since. The lock
  // file beside it then tells that we have made it; without one it is somebody else's.
  const bool is_dangling = ::stat(path.c_str(), &status) != 0;
  if (is_dangling || lock.was_left_behind()) return {};
  return tl::unexpected(OpenError{path + ": leads to " + target_of(path) + ", which is in use"});
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
  if (auto replaceable = check_replaceable(path, *lock); !replaceable) {
    return tl::unexpected(replaceable.error());
  }
  const std::string temporary = path + "." + std::to_string(::getpid());
  ::unlink(temporary.c_str());
  if (::symlink(device.c_str(), temporary.c_str()) != 0) return tl::unexpected(system_error(path));
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return tl::unexpected(system_error(path, error));
  }
  return PtyLink(std::move(*lock), path, device);
}

PtyLink::~PtyLink() {
  if (!device_.empty() && target_of(path_) == device_) ::unlink(path_.c_str());
}

tl::expected<std::string, OpenError> default_pty_link(int number) {
  const std::string directory = default_directory();
  if (auto made = make_private_directory(directory); !made) return tl::unexpected(made.error());
  return directory + "/modem" + (number == 1 ? "" : std::to_string(number));
}

}  // namespace atmqtt::io
