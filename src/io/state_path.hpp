#pragma once

#include "io/open_error.hpp"
#include "io/unique_fd.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::io {

/// A directory of the state, held open: what lies in it is reached by this descriptor and by plain
/// names, and no symbolic link is followed, so that nothing outside is ever read or written.
/// Errors name the path and give the system's words.
class StatePath {
 public:
  /// Opens the directory at a path of the user's, which may lead through links; makes it when it is
  /// not there.
  [[nodiscard]] static tl::expected<StatePath, OpenError> open(const std::string& path);

  /// The same for a directory in this one, which must be nobody else's to write.
  [[nodiscard]] tl::expected<StatePath, OpenError> open_inner(const std::string& name) const;

  /// Claims the directory until the descriptor is closed, at the latest when the process ends in
  /// whatever way. Fails when another one has the claim.
  [[nodiscard]] tl::expected<void, OpenError> lock() const;

  /// The names of what lies here, in their order.
  [[nodiscard]] tl::expected<std::vector<std::string>, OpenError> names() const;

  /// The content of a file. Refuses what is no regular file, and more than `size_max` octets.
  /// Nothing when there is none.
  [[nodiscard]] tl::expected<std::optional<std::string>, OpenError> read(
      const std::string& name, std::size_t size_max) const;

  /// Puts a file here, mode 0600, in the place of one of that name. When this has succeeded it is
  /// on the disk. Until then the former one is, whole; after a failure too, unless the disk took
  /// the file and only then refused to sync the directory.
  [[nodiscard]] tl::expected<void, OpenError> write(const std::string& name,
                                                    std::string_view content) const;

  /// Takes a file away; there need not be one.
  [[nodiscard]] tl::expected<void, OpenError> remove(const std::string& name) const;

  /// Removes what a process that was killed in write() has left.
  void clean() const;

  [[nodiscard]] std::string path_of(std::string_view name) const;

  /// The name under which write() begins a file.
  static constexpr const char* temporary_name = ".new";

 private:
  StatePath(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  [[nodiscard]] tl::expected<void, OpenError> sync() const;

  UniqueFd fd_;
  std::string path_;
};

}  // namespace atmqtt::io
