#include "io/child_process.hpp"

#include "unit/io/loop_fixture.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>

namespace atmqtt::io {
namespace {

class child_process : public LoopTest, public ChildListener {
 protected:
  void start(const std::string& text, const std::vector<std::string>& environment = {}) {
    auto started = ChildProcess::start(loop_, *this, {text, environment, limits_});
    ASSERT_TRUE(started) << started.error().text;
    child_ = std::move(*started);
  }

  std::vector<ResourceLimit> limits_;

  void on_child_ended(int status) override {
    status_ = status;
    child_.reset();
  }

  [[nodiscard]] int status_at_end() {
    EXPECT_TRUE(run_until([this] { return status_ >= 0; }));
    return status_;
  }

  AsyncPtr<ChildProcess> child_;
  int status_ = -1;
};

TEST_F(child_process, tells_its_exit_status) {
  start("exit 42");
  EXPECT_EQ(status_at_end(), 42);
}

TEST_F(child_process, tells_the_signal_that_ended_it_as_a_shell_does) {
  start("kill -TERM $$");
  EXPECT_EQ(status_at_end(), 128 + SIGTERM);
}

TEST_F(child_process, gets_its_variables_instead_of_ours) {
  ::setenv("ATMQTT_TEST_A", "old", 1);
  ::setenv("ATMQTT_TEST_AB", "ours", 1);
  start("test \"$ATMQTT_TEST_A $ATMQTT_TEST_AB\" = 'new ours'", {"ATMQTT_TEST_A=new"});
  EXPECT_EQ(status_at_end(), 0);
}

TEST_F(child_process, gets_the_limits_that_it_is_given) {
  limits_ = {{RLIMIT_CORE, {0, 0}}, {RLIMIT_NOFILE, {77, 77}}};
  start("test \"$(ulimit -Hc) $(ulimit -n)\" = '0 77'");
  EXPECT_EQ(status_at_end(), 0);
}

TEST_F(child_process, is_not_ended_by_another_child) {
  start("exit 3");
  const pid_t other = ::fork();
  if (other == 0) ::_exit(0);
  EXPECT_EQ(status_at_end(), 3);
  EXPECT_EQ(::waitpid(other, nullptr, 0), other);
}

TEST_F(child_process, dies_when_it_is_let_go_of) {
  const TemporaryDirectory directory;
  const std::string path = directory / "alive";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  start("exec >" + path + "; echo alive; sleep 60");
  EXPECT_EQ(read_from(reader.get(), 6), "alive\n");
  child_.reset();
  // The end: nobody writes to it any more, neither the shell nor what it has started.
  EXPECT_TRUE(run_until([&] {
    char octet = 0;
    return ::read(reader.get(), &octet, 1) == 0;
  }));
  EXPECT_EQ(status_, -1);
}

}  // namespace
}  // namespace atmqtt::io
