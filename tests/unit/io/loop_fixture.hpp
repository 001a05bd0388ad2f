#pragma once

#include "io/event_loops.hpp"
#include "io/resolver.hpp"
#include "io/unique_fd.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace atmqtt::io {

/// A loop that runs until what a test waits for has happened, and gives up after some seconds. What
/// is waited for comes from the kernel on the same machine, so the limit is never reached unless
/// the test fails.
class LoopTest : public ::testing::Test {
 protected:
  LoopTest() = default;
  /// Names are looked up by `look_up`.
  explicit LoopTest(Resolver::SystemLookup look_up) : resolver_(std::move(look_up)) {}

  template <class Condition>
  [[nodiscard]] bool run_until(const Condition& is_met) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    loop_.context().restart();
    while (!is_met()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      loop_.context().run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  /// Lets happen what is due already.
  void run_due() {
    loop_.context().restart();
    loop_.context().poll();
  }

  /// What a descriptor that does not block gives now and while the loop runs, until `size` octets.
  [[nodiscard]] std::string read_from(int fd, std::size_t size) {
    std::string octets;
    static_cast<void>(run_until([&] {
      char buffer[4096];
      ssize_t count = 0;
      while ((count = ::read(fd, buffer, sizeof buffer)) > 0) {
        octets.append(buffer, static_cast<std::size_t>(count));
      }
      return octets.size() >= size;
    }));
    return octets;
  }

  static void write_to(int fd, std::string_view octets) {
    ASSERT_EQ(::write(fd, octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
  }

  Resolver resolver_;
  EventLoops loops_{resolver_, 1};
  EventLoop& loop_ = loops_[0];

 private:
  // What a test waits for may come from another thread, so an idle loop must wait for it, too.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.context().get_executor()};
};

/// Two ends of a connection that do not block.
inline std::pair<UniqueFd, UniqueFd> make_socket_pair() {
  int fds[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

/// A directory of the test, removed with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "atmqtt-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace atmqtt::io
