#include "io/state_path.hpp"

#include "base/escape.hpp"
#include "io/write_all.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace atmqtt::io {
namespace {

struct CloseDirectory {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

/// Reads to the end, but at most `size` octets.
tl::expected<std::string, int> read_up_to(int fd, std::size_t size) {
  std::string content(size, '\0');
  std::size_t count = 0;
  while (count < size) {
    const ssize_t got = ::read(fd, content.data() + count, size - count);
    if (got < 0) return tl::unexpected(errno);
    if (got == 0) break;
    count += static_cast<std::size_t>(got);
  }
  content.resize(count);
  return content;
}

/// Returns 0, or the system's error.
int write_to_disk(int fd, std::string_view content) {
  if (const int error = write_all(fd, content); error != 0) return error;
  return ::fsync(fd) == 0 ? 0 : errno;
}

}  // namespace

tl::expected<StatePath, OpenError> StatePath::open(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return tl::unexpected(system_error(path));
  }
  UniqueFd fd(::open(path.c_str(), directory_flags));
  if (!fd.is_open()) return tl::unexpected(system_error(path));
  return StatePath(std::move(fd), path);
}

tl::expected<StatePath, OpenError> StatePath::open_inner(const std::string& name) const {
  std::string path = path_of(name);
  const int flags = directory_flags | O_NOFOLLOW;
  UniqueFd fd(::openat(fd_.get(), name.c_str(), flags));
  if (!fd.is_open() && errno == ENOENT) {
    if (::mkdirat(fd_.get(), name.c_str(), 0700) != 0) return tl::unexpected(system_error(path));
    fd = UniqueFd(::openat(fd_.get(), name.c_str(), flags));
  }
  struct stat status = {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) return tl::unexpected(system_error(path));
  if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0) {
    return tl::unexpected(
        OpenError{path + ": must be a directory of yours that nobody else may write to"});
  }
  return StatePath(std::move(fd), std::move(path));
}

tl::expected<void, OpenError> StatePath::lock() const {
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK) return tl::unexpected(OpenError{path_ + ": in use by another process"});
  return tl::unexpected(system_error(path_));
}

tl::expected<std::vector<std::string>, OpenError> StatePath::names() const {
  // A descriptor of its own, because the stream closes it.
  UniqueFd fd(::openat(fd_.get(), ".", directory_flags));
  if (!fd.is_open()) return tl::unexpected(system_error(path_));
  const std::unique_ptr<DIR, CloseDirectory> stream(::fdopendir(fd.get()));
  if (!stream) return tl::unexpected(system_error(path_));
  static_cast<void>(fd.release());
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* const entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return tl::unexpected(system_error(path_));
  std::sort(names.begin(), names.end());
  return names;
}

tl::expected<std::optional<std::string>, OpenError> StatePath::read(const std::string& name,
                                                                    std::size_t size_max) const {
  const std::string path = path_of(name);
  // Without O_NONBLOCK a pipe that lies there would hold us until somebody writes into it.
  const UniqueFd fd(
      ::openat(fd_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open() && errno == ENOENT) return std::nullopt;
  if (!fd.is_open() && errno == ELOOP) {
    return tl::unexpected(OpenError{path + ": is a symbolic link"});
  }
  struct stat status = {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) return tl::unexpected(system_error(path));
  if (!S_ISREG(status.st_mode)) return tl::unexpected(OpenError{path + ": is not a regular file"});
  auto content = read_up_to(fd.get(), size_max + 1);
  if (!content) return tl::unexpected(system_error(path, content.error()));
  if (content->size() > size_max) {
    return tl::unexpected(
        OpenError{path + ": is longer than " + std::to_string(size_max) + " octets"});
  }
  return std::move(*content);
}

tl::expected<void, OpenError> StatePath::write(const std::string& name,
                                               std::string_view content) const {
  clean();
  const UniqueFd fd(::openat(fd_.get(), temporary_name,
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  int error = fd.is_open() ? write_to_disk(fd.get(), content) : errno;
  if (error == 0 && ::renameat(fd_.get(), temporary_name, fd_.get(), name.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return sync();
  if (fd.is_open()) clean();
  return tl::unexpected(system_error(path_of(name), error));
}

tl::expected<void, OpenError> StatePath::remove(const std::string& name) const {
  if (::unlinkat(fd_.get(), name.c_str(), 0) == 0) return sync();
  if (errno == ENOENT) return {};
  return tl::unexpected(system_error(path_of(name)));
}

void StatePath::clean() const { ::unlinkat(fd_.get(), temporary_name, 0); }

std::string StatePath::path_of(std::string_view name) const { return path_ + "/" + escape(name); }

/// A new or removed name is on the disk only when its directory is.
tl::expected<void, OpenError> StatePath::sync() const {
  // Some file systems know no such thing for directories, and say so.
  if (::fsync(fd_.get()) == 0 || errno == EINVAL) return {};
  return tl::unexpected(system_error(path_));
}

}  // namespace atmqtt::io
