#include "io/stdio_port.hpp"

#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"
#include "unit/io/standard_streams.hpp"

#include <pty.h>
#include <termios.h>

#include <csignal>

namespace atmqtt::io {
namespace {

class stdio_port : public LoopTest {
 protected:
  stdio_port() { std::signal(SIGPIPE, SIG_IGN); }

  /// Needs: the standard streams are those of the test.
  void start() {
    auto opened = open_stdio_port(loop_);
    ASSERT_TRUE(opened) << opened.error().text;
    port_ = std::move(*opened);
    port_->start(recorder_);
  }

  void start_on_pipes() {
    auto [input, typed] = make_pipe();
    auto [shown, output] = make_pipe();
    ::fcntl(shown.get(), F_SETFL, O_NONBLOCK);
    typed_ = std::move(typed);
    shown_ = std::move(shown);
    const StandardStreams streams(std::move(input), std::move(output));
    start();
  }

  [[nodiscard]] bool run_until_log(const std::string& log) {
    return run_until([&] { return recorder_.log == log; });
  }

  UniqueFd typed_;
  UniqueFd shown_;
  DteRecorder recorder_;
  AsyncPtr<DtePort> port_;
};

TEST_F(stdio_port, has_its_dte_from_the_start) {
  start_on_pipes();
  EXPECT_EQ(port_->description(), "") << "there is nothing to be told about where it is";
  write_to(typed_.get(), "AT\r");
  EXPECT_TRUE(run_until_log("+AT\r"));
  EXPECT_EQ(port_->write("OK"), 2U);
  EXPECT_EQ(read_from(shown_.get(), 2), "OK");
}

TEST_F(stdio_port, lets_pending_results_be_written_behind_the_end_of_input) {
  start_on_pipes();
  write_to(typed_.get(), "AT\r");
  typed_ = UniqueFd();
  EXPECT_TRUE(run_until_log("+AT\r."));
  EXPECT_EQ(port_->write("OK"), 2U);
  EXPECT_EQ(read_from(shown_.get(), 2), "OK");
}

TEST_F(stdio_port, takes_nothing_while_it_is_not_to_read) {
  start_on_pipes();
  port_->set_reading(false);
  write_to(typed_.get(), "AT\r");
  run_due();
  EXPECT_EQ(recorder_.log, "+");
  port_->set_reading(true);
  EXPECT_TRUE(run_until_log("+AT\r"));
}

TEST_F(stdio_port, ends_when_nobody_reads_any_more) {
  start_on_pipes();
  shown_ = UniqueFd();
  EXPECT_EQ(port_->write("x"), 0U);
  EXPECT_TRUE(run_until_log("+-!"));
  EXPECT_EQ(recorder_.end, PortEnd::done);
}

TEST_F(stdio_port, fails_when_its_output_takes_no_more) {
  auto [input, typed] = make_pipe();
  {
    const StandardStreams streams(std::move(input),
                                  UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC)));
    start();
  }
  EXPECT_EQ(port_->write("x"), 0U);
  EXPECT_TRUE(run_until_log("+-!"));
  EXPECT_EQ(recorder_.end, PortEnd::failed);
}

/// What is shared with the shell must be as it was. Nothing is asserted while standard output is
/// not that of the test program, because nobody would read it.
TEST_F(stdio_port, puts_back_what_it_changes_in_a_socket_for_both_directions) {
  auto [ours, theirs] = make_socket_pair();
  const UniqueFd shared(::fcntl(ours.get(), F_DUPFD_CLOEXEC, 0));
  const auto blocks = [&] { return (::fcntl(shared.get(), F_GETFL) & O_NONBLOCK) == 0; };
  ::fcntl(shared.get(), F_SETFL, 0);
  bool has_blocked = true;
  {
    const StandardStreams streams(UniqueFd(::fcntl(shared.get(), F_DUPFD_CLOEXEC, 0)),
                                  std::move(ours));
    start();
    has_blocked = blocks();
    port_.reset();
  }
  EXPECT_FALSE(has_blocked);
  EXPECT_TRUE(blocks());
}

TEST_F(stdio_port, leaves_a_pipe_that_others_have_as_it_is) {
  auto [input, typed] = make_pipe();
  auto [shown, output] = make_pipe();
  const UniqueFd shared(::fcntl(input.get(), F_DUPFD_CLOEXEC, 0));
  {
    const StandardStreams streams(std::move(input), std::move(output));
    start();
  }
  EXPECT_EQ(::fcntl(shared.get(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(stdio_port, makes_a_terminal_raw_and_ends_at_its_key) {
  int master = -1;
  int slave = -1;
  ASSERT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const UniqueFd user(master);
  const UniqueFd terminal(slave);
  const auto local_modes = [&] {
    termios modes = {};
    ::tcgetattr(terminal.get(), &modes);
    return modes.c_lflag & (ECHO | ICANON | ISIG);
  };
  const auto former = local_modes();
  ASSERT_NE(former, 0U);
  auto [shown, output] = make_pipe();
  auto while_open = former;
  bool has_ended = false;
  {
    const StandardStreams streams(UniqueFd(::fcntl(terminal.get(), F_DUPFD_CLOEXEC, 0)),
                                  std::move(output));
    start();
    while_open = local_modes();
    static_cast<void>(::write(user.get(), "AT\r\x1Dlost", 8));
    has_ended = run_until_log("+AT\r-!");
    port_.reset();
  }
  EXPECT_EQ(while_open, 0U);
  EXPECT_TRUE(has_ended) << recorder_.log;
  EXPECT_EQ(recorder_.end, PortEnd::done);
  EXPECT_EQ(local_modes(), former);
}

/// As a shell starts it with <&- or >&-.
TEST_F(stdio_port, is_refused_to_a_process_without_the_streams) {
  const auto refusal = [this](UniqueFd input, UniqueFd output) {
    const StandardStreams streams(std::move(input), std::move(output));
    occupy_standard_streams();
    const auto opened = open_stdio_port(loop_);
    return opened ? "" : opened.error().text;
  };
  auto [input, output] = make_pipe();
  EXPECT_EQ(refusal(UniqueFd(), std::move(output)), "standard input: is not open for reading");
  EXPECT_EQ(refusal(std::move(input), UniqueFd()), "standard output: is not open for writing");
}

}  // namespace
}  // namespace atmqtt::io
