#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace atmqtt::io {

/// Makes what stands at a path somebody else's. Only root can give a file away.
inline void give_away(const std::string& path) {
  constexpr uid_t nobody = 65534;
  ASSERT_EQ(::lchown(path.c_str(), nobody, nobody), 0);
}

inline bool is_root() { return ::geteuid() == 0; }

/// As /tmp is: everybody may make files, and only their owner may remove them.
inline void share(const std::string& directory) { ASSERT_EQ(::chmod(directory.c_str(), 01777), 0); }

/// As a carelessly made directory is.
inline void share_without_sticky_bit(const std::string& directory) {
  ASSERT_EQ(::chmod(directory.c_str(), 0777), 0);
}

}  // namespace atmqtt::io

#define NEEDS_ROOT()                                                          \
  if (!::atmqtt::io::is_root()) {                                             \
    GTEST_SKIP() << "needs root, to make files that belong to somebody else"; \
  }
