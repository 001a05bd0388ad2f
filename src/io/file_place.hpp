#pragma once

#include "io/open_error.hpp"
#include "io/unique_fd.hpp"

#include <sys/stat.h>
#include <tl/expected.hpp>

#include <string>

namespace atmqtt::io {

/// Where a file stands that is made at a path of the user's: its directory, held open, and its name
/// in there. What is checked and then used by these two cannot be led elsewhere between, whatever
/// happens to the path. No function follows a symbolic link at the name itself.
class FilePlace {
 public:
  /// Opens the directory, which may be reached through links.
  [[nodiscard]] static tl::expected<FilePlace, OpenError> at(const std::string& path);

  [[nodiscard]] int directory() const { return directory_.get(); }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Whether everybody may make files in the directory.
  [[nodiscard]] bool is_shared() const { return (directory_mode_ & S_IWOTH) != 0; }

  /// An error when everybody may replace what stands here, which is so in a shared directory
  /// without the sticky bit.
  [[nodiscard]] tl::expected<void, OpenError> check_lasting() const;

  /// As lstat(), with its result and errno.
  [[nodiscard]] int status(struct stat& status) const;

  /// An error when what stands here is in a shared directory and not ours. `status` is of it.
  [[nodiscard]] tl::expected<void, OpenError> check_owner(const struct stat& status) const;

  /// As unlink(), with its result and errno.
  int remove() const;

 private:
  FilePlace(UniqueFd directory, mode_t directory_mode, std::string name, std::string path)
      : directory_(std::move(directory)),
        directory_mode_(directory_mode),
        name_(std::move(name)),
        path_(std::move(path)) {}

  UniqueFd directory_;
  mode_t directory_mode_;
  std::string name_;
  std::string path_;
};

}  // namespace atmqtt::io
