#include "app/sim/isolated_trial.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

namespace atmqtt::app {
namespace {

/// Thousands of times what a trial takes, also under a sanitizer: it does not end by itself.
constexpr unsigned time_limit_s = 120;

/// Stands before the verdict, behind whatever the process has printed.
constexpr std::string_view mark = "\n= verdict\n";

[[noreturn]] void play(const trial::Plan& plan, int pipe) {
  ::dup2(pipe, STDERR_FILENO);
  ::alarm(time_limit_s);
  const trial::Verdict verdict = trial::judge(plan);
  const std::string text =
      fmt::format("{}{} {} {} {}\n{}\n{}", mark, verdict.time.count(), verdict.messages,
                  verdict.groups, verdict.octets, verdict.invariant, verdict.text);
  const bool is_written = ::write(pipe, text.data(), text.size()) >= 0;
  ::_exit(is_written ? 0 : 1);
}

std::system_error system_failure(const char* what) {
  return {errno, std::generic_category(), what};
}

}  // namespace

IsolatedTrial::IsolatedTrial(const trial::Plan& plan) : seed_(plan.seed) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw system_failure("pipe");
  process_ = ::fork();
  if (process_ < 0) throw system_failure("fork");
  if (process_ == 0) {
    ::close(ends[0]);
    play(plan, ends[1]);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

IsolatedTrial::IsolatedTrial(IsolatedTrial&& other) noexcept
    : seed_(other.seed_),
      process_(std::exchange(other.process_, -1)),
      pipe_(std::exchange(other.pipe_, -1)),
      text_(std::move(other.text_)) {}

IsolatedTrial& IsolatedTrial::operator=(IsolatedTrial&& other) noexcept {
  std::swap(seed_, other.seed_);
  std::swap(process_, other.process_);
  std::swap(pipe_, other.pipe_);
  std::swap(text_, other.text_);
  return *this;
}

IsolatedTrial::~IsolatedTrial() {
  if (pipe_ >= 0) ::close(pipe_);
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

std::optional<trial::Verdict> IsolatedTrial::read() {
  std::array<char, 4096> octets{};
  const ssize_t count = ::read(pipe_, octets.data(), octets.size());
  if (count > 0) {
    text_.append(octets.data(), static_cast<std::size_t>(count));
    return std::nullopt;
  }
  return verdict();
}

trial::Verdict IsolatedTrial::wait() {
  while (true) {
    if (auto done = read()) return *done;
  }
}

trial::Verdict IsolatedTrial::verdict() {
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  trial::Verdict verdict;
  const std::size_t begin = text_.find(mark);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || begin == std::string::npos) {
    verdict.invariant = process_lives;
    const char* end = WIFSIGNALED(status) ? ::strsignal(WTERMSIG(status)) : "an exit status";
    verdict.text = fmt::format("{} ({})", text_, end);
    return verdict;
  }
  std::string_view rest = std::string_view(text_).substr(begin + mark.size());
  const auto take_line = [&rest] {
    std::string line(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(line.size() + 1);
    return line;
  };
  long long time = 0;
  unsigned long long hash = 0;
  std::sscanf(take_line().c_str(), "%lld %zu %zu %llu", &time, &verdict.messages, &verdict.groups,
              &hash);
  verdict.time = Duration(time);
  verdict.octets = hash;
  verdict.invariant = take_line();
  verdict.text = rest;
  return verdict;
}

}  // namespace atmqtt::app
