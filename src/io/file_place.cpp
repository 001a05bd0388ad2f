#include "io/file_place.hpp"

#include <fcntl.h>

namespace atmqtt::io {

tl::expected<FilePlace, OpenError> FilePlace::at(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const bool has_directory = slash != std::string::npos;
  const std::string directory = has_directory ? path.substr(0, slash + 1) : std::string(".");
  std::string name = has_directory ? path.substr(slash + 1) : path;
  if (name.empty()) return tl::unexpected(OpenError{path + ": names no file"});
  UniqueFd fd(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct stat status = {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) return tl::unexpected(system_error(path));
  return FilePlace(std::move(fd), status.st_mode, std::move(name), path);
}

tl::expected<void, OpenError> FilePlace::check_lasting() const {
  if (!is_shared() || (directory_mode_ & S_ISVTX) != 0) return {};
  return tl::unexpected(
      OpenError{path_ +
                ": everybody could replace it, because everybody may write to its directory; "
                "use another one, or chmod +t that one"});
}

int FilePlace::status(struct stat& status) const {
  return ::fstatat(directory(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW);
}

tl::expected<void, OpenError> FilePlace::check_owner(const struct stat& status) const {
  if (!is_shared() || status.st_uid == ::geteuid()) return {};
  return tl::unexpected(OpenError{path_ + ": belongs to somebody else"});
}

int FilePlace::remove() const { return ::unlinkat(directory(), name_.c_str(), 0); }

}  // namespace atmqtt::io
