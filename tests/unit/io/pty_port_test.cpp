#include "io/pty_port.hpp"

#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"

#include <poll.h>
#include <termios.h>

namespace atmqtt::io {
namespace {

class pty_port : public LoopTest {
 protected:
  void SetUp() override {
    auto opened = open_pty_port(loop_, link_);
    ASSERT_TRUE(opened) << opened.error().text;
    port_ = std::move(*opened);
    port_->start(recorder_);
  }

  [[nodiscard]] UniqueFd open_host() const {
    return UniqueFd(::open(link_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  }

  [[nodiscard]] bool run_until_log(const std::string& log) {
    return run_until([&] { return recorder_.log == log; });
  }

  TemporaryDirectory directory_;
  std::string link_ = directory_ / "modem";
  DteRecorder recorder_;
  AsyncPtr<DtePort> port_;
};

TEST_F(pty_port, says_what_it_is) {
  EXPECT_EQ(port_->description(),
            "pty " + std::filesystem::read_symlink(link_).string() + " " + link_);
  EXPECT_EQ(port_->address(), link_);
}

TEST_F(pty_port, tells_a_host_that_opens_writes_and_closes) {
  run_due();
  EXPECT_EQ(recorder_.log, "");
  UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  write_to(host.get(), "AT\r");
  EXPECT_TRUE(run_until_log("+AT\r"));
  EXPECT_EQ(port_->write("OK"), 2U);
  EXPECT_EQ(read_from(host.get(), 2), "OK");
  host = UniqueFd();
  EXPECT_TRUE(run_until_log("+AT\r-"));
}

TEST_F(pty_port, is_raw) {
  const UniqueFd host = open_host();
  termios attributes = {};
  ASSERT_EQ(::tcgetattr(host.get(), &attributes), 0);
  EXPECT_EQ(attributes.c_lflag & (ECHO | ICANON | ISIG), 0U);
  EXPECT_EQ(attributes.c_oflag & OPOST, 0U);
}

TEST_F(pty_port, tells_everything_of_a_host_that_was_gone_before_the_port_looked) {
  {
    const UniqueFd host = open_host();
    write_to(host.get(), "AT\r");
  }
  EXPECT_TRUE(run_until_log("+AT\r-"));
}

TEST_F(pty_port, gives_octets_that_may_be_of_two_hosts_to_the_second) {
  UniqueFd first = open_host();
  EXPECT_TRUE(run_until_log("+"));
  first = UniqueFd();
  const UniqueFd second = open_host();
  write_to(second.get(), "AT\r");
  EXPECT_TRUE(run_until_log("+-+AT\r"));
}

TEST_F(pty_port, keeps_a_host_while_another_process_looks_at_the_device) {
  const UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  { const UniqueFd other = open_host(); }
  run_due();
  write_to(host.get(), "a");
  EXPECT_TRUE(run_until_log("+a"));
}

TEST_F(pty_port, sees_the_end_though_the_kernel_merged_two_openings) {
  UniqueFd first = open_host();
  UniqueFd second = open_host();
  EXPECT_TRUE(run_until_log("+"));
  first = UniqueFd();
  run_due();
  EXPECT_EQ(recorder_.log, "+");
  second = UniqueFd();
  EXPECT_TRUE(run_until_log("+-"));
}

TEST_F(pty_port, drops_what_a_host_did_not_read) {
  UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  EXPECT_EQ(port_->write("stale"), 5U);
  host = UniqueFd();
  EXPECT_TRUE(run_until_log("+-"));
  host = open_host();
  EXPECT_TRUE(run_until_log("+-+"));
  EXPECT_EQ(port_->write("new"), 3U);
  EXPECT_EQ(read_from(host.get(), 3), "new");
}

/// Whether a read of what is there now would not wait.
bool is_readable(int fd) {
  pollfd polled = {fd, POLLIN, 0};
  return ::poll(&polled, 1, 0) == 1 && (polled.revents & POLLIN) != 0;
}

TEST_F(pty_port, takes_nothing_away_from_a_host_that_came_before_the_port_looked) {
  UniqueFd first = open_host();
  EXPECT_TRUE(run_until_log("+"));
  EXPECT_EQ(port_->write("rest"), 4U);
  first = UniqueFd();
  const UniqueFd second = open_host();
  ASSERT_TRUE(is_readable(second.get()));
  EXPECT_TRUE(run_until_log("+-+"));
  EXPECT_TRUE(is_readable(second.get()));
  EXPECT_EQ(read_from(second.get(), 4), "rest");
}

TEST_F(pty_port, takes_nothing_away_while_another_process_holds_the_device) {
  const UniqueFd holder = open_host();
  UniqueFd first = open_host();
  EXPECT_TRUE(run_until_log("+"));  // The kernel has told one of the two openings.
  EXPECT_EQ(port_->write("rest"), 4U);
  first = UniqueFd();
  run_due();
  const UniqueFd second = open_host();
  ASSERT_TRUE(is_readable(second.get()));
  EXPECT_TRUE(run_until_log("+-+"));
  EXPECT_TRUE(is_readable(second.get()));
  EXPECT_EQ(read_from(second.get(), 4), "rest");
}

TEST_F(pty_port, sees_the_end_of_a_host_while_it_is_not_read) {
  UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  port_->set_reading(false);
  write_to(host.get(), "unread");
  host = UniqueFd();
  EXPECT_TRUE(run_until_log("+-"));
  port_->set_reading(true);
  host = open_host();
  write_to(host.get(), "a");
  EXPECT_TRUE(run_until_log("+-+a"));
}

TEST_F(pty_port, drops_octets_without_a_host) {
  EXPECT_EQ(port_->write("nobody"), 6U);
  const UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  EXPECT_EQ(port_->write("x"), 1U);
  EXPECT_EQ(read_from(host.get(), 1), "x");
}

TEST_F(pty_port, holds_a_host_that_does_not_read_and_tells_when_it_does) {
  const UniqueFd host = open_host();
  EXPECT_TRUE(run_until_log("+"));
  const std::string octets(1 << 20, 'x');
  const std::size_t taken = port_->write(octets);
  ASSERT_LT(taken, octets.size());
  EXPECT_EQ(read_from(host.get(), taken), std::string(taken, 'x'));
  EXPECT_TRUE(run_until([this] { return recorder_.writable_count == 1; }));
}

TEST_F(pty_port, leaves_nothing_behind) {
  port_.reset();
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

}  // namespace
}  // namespace atmqtt::io
