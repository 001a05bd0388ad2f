#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace atmqtt::app {

/// A file of the test, removed with it. Its name ends in ".toml".
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    path_ = (std::filesystem::temp_directory_path() / "atmqtt-test-XXXXXX.toml").string();
    const int fd = ::mkstemps(path_.data(), 5);
    static_cast<void>(!::write(fd, content.data(), content.size()));
    ::close(fd);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string directory() const {
    return std::filesystem::path(path_).parent_path().string();
  }
  /// Without its directory.
  [[nodiscard]] std::string name() const {
    return std::filesystem::path(path_).filename().string();
  }

 private:
  std::string path_;
};

}  // namespace atmqtt::app
