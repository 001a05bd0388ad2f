#include "io/child_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace atmqtt::io {
namespace {

constexpr int exit_status_not_found = 127;
constexpr int exit_status_signal = 128;

bool is_in_foreground() { return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp(); }

/// The environment of the child: ours, but for names that it has values of its own for.
class Environment {
 public:
  explicit Environment(const std::vector<std::string>& own) : texts_(own) {
    for (char** each = environ; *each != nullptr; ++each) {
      if (!is_own(*each, own)) texts_.emplace_back(*each);
    }
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }

  [[nodiscard]] char* const* get() const { return pointers_.data(); }

 private:
  static bool is_own(std::string_view inherited, const std::vector<std::string>& own) {
    const std::string_view name = inherited.substr(0, inherited.find('=') + 1);
    for (const std::string& text : own) {
      if (text.starts_with(name)) return true;
    }
    return false;
  }

  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

}  // namespace

ChildProcess::ChildProcess(EventLoop& loop, ChildListener& listener)
    : listener_(listener), ended_(loop.context(), SIGCHLD) {}

tl::expected<AsyncPtr<ChildProcess>, OpenError> ChildProcess::start(EventLoop& loop,
                                                                    ChildListener& listener,
                                                                    const ChildCommand& command) {
  auto child = make_async<ChildProcess>(loop, listener);
  if (const int error = child->fork_shell(command); error != 0) {
    return tl::unexpected(system_error(command.text, error));
  }
  child->wait_for_end();
  return child;
}

/// Returns errno. Between fork and exec there are only calls that are safe beside other threads.
int ChildProcess::fork_shell(const ChildCommand& command) {
  const Environment environment(command.environment);
  std::string text = command.text;
  std::string name = "sh";
  std::string option = "-c";
  char* const arguments[] = {name.data(), option.data(), text.data(), nullptr};
  has_group_ = !is_in_foreground();
  process_ = ::fork();
  if (process_ < 0) return errno;
  // Whoever is first of the two makes the group, so that it is there in any case.
  if (process_ > 0) {
    if (has_group_) ::setpgid(process_, process_);
    return 0;
  }
  if (has_group_) ::setpgid(0, 0);
  std::signal(SIGPIPE, SIG_DFL);  // Ignored signals stay ignored, and this one ends pipelines.
  for (const ResourceLimit& limit : command.limits) ::setrlimit(limit.resource, &limit.value);
  ::execve("/bin/sh", arguments, environment.get());
  ::_exit(exit_status_not_found);
}

void ChildProcess::wait_for_end() {
  ended_.async_wait(handler([this](boost::system::error_code error, int) {
    if (error) return;
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) != process_) {
      wait_for_end();
      return;
    }
    process_ = -1;
    listener_.on_child_ended(WIFSIGNALED(status) ? exit_status_signal + WTERMSIG(status)
                                                 : WEXITSTATUS(status));
  }));
}

/// The terminal sends SIGINT to everybody in its foreground; a second one means something else to
/// many programs.
void ChildProcess::send_signal(int number) const {
  if (process_ < 0 || (number == SIGINT && !has_group_)) return;
  ::kill(has_group_ ? -process_ : process_, number);
}

void ChildProcess::retire() {
  send_signal(SIGKILL);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
  boost::system::error_code ignored;  // There is nothing to be done about a failing cancel().
  ended_.cancel(ignored);
}

}  // namespace atmqtt::io
