#pragma once

#include "io/file_place.hpp"
#include "io/open_error.hpp"
#include "io/unique_fd.hpp"

#include <tl/expected.hpp>

#include <string>

namespace atmqtt::io {

/// The claim of a living process on a path: a locked file PATH.lock beside it. The kernel frees the
/// lock when the process ends in whatever way; the file is removed in good order only.
class PathLock {
 public:
  /// Fails when a living process holds the claim, when the file cannot be made, or when everybody
  /// could replace what stands at the path.
  [[nodiscard]] static tl::expected<PathLock, OpenError> take(const std::string& path);

  PathLock(PathLock&&) noexcept = default;
  PathLock& operator=(PathLock&&) noexcept = default;
  ~PathLock();

  /// Whether an earlier process left the lock file behind, so that what is at the path is ours.
  [[nodiscard]] bool was_left_behind() const { return was_left_behind_; }

  /// What is claimed.
  [[nodiscard]] const FilePlace& place() const { return place_; }

 private:
  PathLock(FilePlace place, UniqueFd fd, bool was_left_behind)
      : place_(std::move(place)), fd_(std::move(fd)), was_left_behind_(was_left_behind) {}

  FilePlace place_;
  UniqueFd fd_;
  bool was_left_behind_;
};

}  // namespace atmqtt::io
