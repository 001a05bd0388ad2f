#include "integration/support/host_line.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace atmqtt::integration {
namespace {

using Clock = std::chrono::steady_clock;

/// Whether the descriptor becomes ready before the deadline.
bool wait_for(int descriptor, short events, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd waiting = {.fd = descriptor, .events = events, .revents = 0};
  return poll(&waiting, 1, std::max(0, static_cast<int>(left.count()))) == 1;
}

}  // namespace

HostLine::HostLine(int input, int output) : input_(input), output_(output) {
  std::signal(SIGPIPE, SIG_IGN);
}

bool HostLine::type(std::string_view octets, std::chrono::milliseconds limit) {
  const Deadline deadline = Clock::now() + limit;
  while (!octets.empty()) {
    if (!wait_for(output_, POLLOUT, deadline)) return false;
    const ssize_t count = ::write(output_, octets.data(), octets.size());
    if (count < 0 && errno != EAGAIN) return false;
    if (count > 0) octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string HostLine::read(std::size_t count, std::chrono::milliseconds limit) {
  const Deadline deadline = Clock::now() + limit;
  while (buffer_.size() < count && read_more(deadline)) {
  }
  return take(count);
}

std::string HostLine::read_through(std::string_view ending, std::chrono::milliseconds limit) {
  const Deadline deadline = Clock::now() + limit;
  std::size_t searched = 0;
  std::size_t found = buffer_.find(ending);
  while (found == std::string::npos) {
    // The ending may begin in what was searched already.
    searched = buffer_.size() - std::min(buffer_.size(), ending.size());
    if (!read_more(deadline)) return take(buffer_.size());
    found = buffer_.find(ending, searched);
  }
  return take(found + ending.size());
}

std::string HostLine::read_for(std::chrono::milliseconds time) {
  const Deadline deadline = Clock::now() + time;
  while (read_more(deadline)) {
  }
  return take(buffer_.size());
}

bool HostLine::read_more(Deadline deadline) {
  if (closed_ || !wait_for(input_, POLLIN, deadline)) return false;
  std::array<char, 65'536> octets;
  const ssize_t count = ::read(input_, octets.data(), octets.size());
  if (count < 0 && errno == EAGAIN) return true;
  // A terminal whose other side is gone gives an error instead of an end of file.
  closed_ = count <= 0;
  if (!closed_) buffer_.append(octets.data(), static_cast<std::size_t>(count));
  return !closed_;
}

std::string HostLine::take(std::size_t count) {
  std::string taken = buffer_.substr(0, count);
  buffer_.erase(0, taken.size());
  return taken;
}

}  // namespace atmqtt::integration
