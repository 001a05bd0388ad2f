#pragma once

#include "io/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace atmqtt::io {

/// The reading and the writing end of a pipe.
inline std::pair<UniqueFd, UniqueFd> make_pipe() {
  int fds[2] = {-1, -1};
  EXPECT_EQ(::pipe2(fds, O_CLOEXEC), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

/// Puts other descriptors in the place of standard input and output, and the former ones back at
/// its end.
class StandardStreams {
 public:
  StandardStreams(UniqueFd input, UniqueFd output) {
    std::fflush(stdout);
    replace(STDIN_FILENO, input.get());
    replace(STDOUT_FILENO, output.get());
  }
  StandardStreams(const StandardStreams&) = delete;
  StandardStreams& operator=(const StandardStreams&) = delete;
  ~StandardStreams() {
    std::fflush(stdout);
    replace(STDIN_FILENO, former_input_.get());
    replace(STDOUT_FILENO, former_output_.get());
  }

 private:
  static UniqueFd copy(int fd) { return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

  /// Needs: `by` is open, or is -1 for a process that is started without the stream.
  static void replace(int fd, int by) {
    if (by < 0) {
      ::close(fd);
    } else {
      ::dup2(by, fd);
    }
  }

  UniqueFd former_input_ = copy(STDIN_FILENO);
  UniqueFd former_output_ = copy(STDOUT_FILENO);
};

}  // namespace atmqtt::io
