#pragma once

#include <filesystem>

namespace atmqtt::integration {

/// A directory of the test's own, gone with the object. Others may read it: a broker that was
/// started by root reads its configuration as somebody else.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace atmqtt::integration
