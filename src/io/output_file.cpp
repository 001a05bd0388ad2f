#include "io/output_file.hpp"

#include "io/file_place.hpp"

#include <fcntl.h>

namespace atmqtt::io {
namespace {

tl::expected<void, OpenError> check_ours(const FilePlace& place, int fd) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) return tl::unexpected(system_error(place.path()));
  if (auto checked = place.check_owner(status); !checked) return checked;
  if (S_ISREG(status.st_mode) && status.st_nlink != 1) {
    return tl::unexpected(OpenError{place.path() + ": the file has another name, too"});
  }
  return {};
}

}  // namespace

OpenedFd open_output_file(const std::string& path, Former former, mode_t mode) {
  const auto place = FilePlace::at(path);
  if (!place) return tl::unexpected(place.error());
  int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (former == Former::kept ? O_APPEND : 0);
  // Not to wait at somebody's pipe.
  if (place->is_shared()) flags |= O_NOFOLLOW | O_NONBLOCK;
  UniqueFd fd(::openat(place->directory(), place->name().c_str(), flags, mode));
  if (!fd.is_open() && errno == ELOOP && place->is_shared()) {
    return tl::unexpected(
        OpenError{path + ": is a symbolic link where everybody could have made it"});
  }
  if (!fd.is_open()) return tl::unexpected(system_error(path));
  if (place->is_shared()) {
    if (auto checked = check_ours(*place, fd.get()); !checked) {
      return tl::unexpected(checked.error());
    }
    ::fcntl(fd.get(), F_SETFL, flags & O_APPEND);
  }
  // Not by O_TRUNC, which would have emptied the file before it was looked at. What is no regular
  // file has nothing to drop, and says so.
  if (former == Former::dropped && ::ftruncate(fd.get(), 0) != 0 && errno != EINVAL) {
    return tl::unexpected(system_error(path));
  }
  return fd;
}

}  // namespace atmqtt::io
