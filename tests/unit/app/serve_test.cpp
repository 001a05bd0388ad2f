#include "app/serve.hpp"

#include "unit/io/standard_streams.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

namespace atmqtt::app {
namespace {

/// A host at standard input and output of this process, where one modem is served.
class serve_on_stdio : public testing::Test {
 protected:
  serve_on_stdio() {
    options_.modem.ports = {StdioOptions{}};
    options_.modem.settings = {{"echo", "false", "a test"}};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &former_mask_);
  }
  ~serve_on_stdio() override { ::pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr); }

  void type(std::string_view octets) const {
    ASSERT_EQ(::write(typed_.get(), octets.data(), octets.size()),
              static_cast<ssize_t>(octets.size()));
  }

  /// Waits for them.
  [[nodiscard]] std::string read(std::size_t size) const {
    std::string octets(size, '\0');
    std::size_t count = 0;
    while (count < size) {
      const ssize_t part = ::read(shown_.get(), octets.data() + count, size - count);
      if (part <= 0) break;
      count += static_cast<std::size_t>(part);
    }
    octets.resize(count);
    return octets;
  }

  tl::expected<int, Failure> serve_on_streams() {
    const io::StandardStreams streams(std::move(input_), std::move(output_));
    return serve(options_);
  }

  ServeOptions options_;
  io::UniqueFd input_, typed_, shown_, output_;

 private:
  void SetUp() override {
    std::tie(input_, typed_) = io::make_pipe();
    std::tie(shown_, output_) = io::make_pipe();
  }

  sigset_t former_mask_ = {};
};

TEST_F(serve_on_stdio, ends_with_the_end_of_input) {
  type("AT\r");
  typed_ = io::UniqueFd();
  EXPECT_TRUE(serve_on_streams());
  EXPECT_EQ(read(6), "\r\nOK\r\n");
}

TEST_F(serve_on_stdio, ends_at_a_signal) {
  std::thread host([this] {
    type("AT\r");
    EXPECT_EQ(read(6), "\r\nOK\r\n");
    ::kill(::getpid(), SIGTERM);
  });
  EXPECT_TRUE(serve_on_streams());
  host.join();
}

TEST_F(serve_on_stdio, is_not_spoilt_by_a_signal_behind_its_end) {
  typed_ = io::UniqueFd();
  EXPECT_TRUE(serve_on_streams());
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    ::raise(signal);
    sigset_t pending;
    ::sigpending(&pending);
    EXPECT_EQ(sigismember(&pending, signal), 1) << signal;
    // Taken back, for the sake of the tests that follow.
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    int taken = 0;
    EXPECT_EQ(::sigwait(&one, &taken), 0);
  }
}

TEST(serve, says_what_cannot_be_opened) {
  ServeOptions options;
  options.modem.ports = {SerialOptions{"/nowhere/line"}};
  const auto served = serve(options);
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().exit_status, exit_status::not_opened);
  EXPECT_EQ(served.error().text, "/nowhere/line: No such file or directory");
}

}  // namespace
}  // namespace atmqtt::app
