#include "integration/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace atmqtt::integration {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  int read_end;
  int write_end;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  // A program started at the same time must not keep the pipe open.
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe2");
  return {ends[0], ends[1]};
}

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> arguments) {
  const Pipe in = make_pipe();
  const Pipe out = make_pipe();
  const Pipe error = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error.write_end, STDERR_FILENO);
  // The test ignores SIGPIPE, see HostLine; the program starts as from a shell.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t restored;
  sigemptyset(&restored);
  sigaddset(&restored, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &restored);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const int failure =
      posix_spawnp(&process_id_, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  for (const int end : {in.read_end, out.write_end, error.write_end}) close(end);
  if (failure != 0) {
    for (const int end : {in.write_end, out.read_end, error.read_end}) close(end);
    fail(failure, arguments[0]);
  }
  input_ = in.write_end;
  output_ = out.read_end;
  error_output_ = error.read_end;
}

ChildProcess::~ChildProcess() {
  signal(SIGKILL);
  wait();
  close_input();
  close(output_);
  close(error_output_);
}

void ChildProcess::close_input() {
  if (const int input = std::exchange(input_, -1); input != -1) close(input);
}

void ChildProcess::signal(int number) {
  if (!status_) kill(process_id_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds limit) {
  if (status_) return status_;
  // The C library of Debian 12 declares pidfd_open() for C only.
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, process_id_, 0));
  if (descriptor == -1) fail(errno, "pidfd_open");
  pollfd end = {.fd = descriptor, .events = POLLIN, .revents = 0};
  const int ready = poll(&end, 1, static_cast<int>(limit.count()));
  close(end.fd);
  int status = 0;
  if (ready == 1 && waitpid(process_id_, &status, 0) == process_id_) {
    status_ = exit_status(status);
  }
  return status_;
}

}  // namespace atmqtt::integration
