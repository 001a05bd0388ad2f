#pragma once

#include "integration/support/child_process.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::integration {

/// The host's end of a real line: a pipe, a socket or a terminal. What was read and not asked for
/// stays for the next call.
class HostLine {
 public:
  /// Reads and writes the descriptors and closes neither; they may be the same. From then on the
  /// process ignores SIGPIPE: a line that is closed is no reason to end the test.
  HostLine(int input, int output);

  /// False when the line is closed, or takes nothing for so long.
  bool type(std::string_view octets, std::chrono::milliseconds limit = patience);

  // Each returns what came, which is less than was asked for when the time is over or the line is
  // closed.

  /// So many octets.
  std::string read(std::size_t count, std::chrono::milliseconds limit = patience);
  /// All octets up to the end of the first `ending`.
  std::string read_through(std::string_view ending, std::chrono::milliseconds limit = patience);
  /// All octets that come within this time; it is spent in any case, so it should be short.
  std::string read_for(std::chrono::milliseconds time);

  /// Types, and reads through the ending.
  std::string ask(std::string_view octets, std::string_view ending) {
    type(octets);
    return read_through(ending);
  }

  /// Whether the other side has closed the line; what it sent before has then been read.
  [[nodiscard]] bool is_closed() const { return closed_; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Reads once, into the buffer. False when the time is over or the line is closed.
  bool read_more(Deadline deadline);
  std::string take(std::size_t count);

  int input_;
  int output_;
  bool closed_ = false;
  std::string buffer_;
};

}  // namespace atmqtt::integration
