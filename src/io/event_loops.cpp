#include "io/event_loops.hpp"

#include "base/limits.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <csignal>
#include <future>

namespace atmqtt::io {
namespace {

/// Blocks all signals of this thread while it lives. Threads that are made meanwhile inherit that.
class SignalBlock {
 public:
  SignalBlock() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &former_);
  }
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;
  ~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &former_, nullptr); }

 private:
  sigset_t former_;
};

}  // namespace

/// A loop that ends, in whatever way, ends all.
class EventLoops::StopAtEnd {
 public:
  explicit StopAtEnd(EventLoops& loops) : loops_(loops) {}
  StopAtEnd(const StopAtEnd&) = delete;
  StopAtEnd& operator=(const StopAtEnd&) = delete;
  ~StopAtEnd() { loops_.stop(); }

 private:
  EventLoops& loops_;
};

EventLoops::EventLoops(Resolver& resolver, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<EventLoop>(resolver));
}

void EventLoops::run() {
  // Threads that have been started are waited for, also when the next one cannot be.
  std::vector<std::future<void>> threads;
  const StopAtEnd stop_at_end(*this);
  {
    const SignalBlock block;
    for (std::size_t i = 1; i < size(); ++i) {
      threads.push_back(std::async(std::launch::async, [this, i] { run(i); }));
    }
  }
  run(0);
  for (std::future<void>& thread : threads) thread.get();
}

void EventLoops::run(std::size_t index) {
  const StopAtEnd stop_at_end(*this);
  boost::asio::io_context& context = loops_[index]->context();
  const auto work = boost::asio::make_work_guard(context);
  context.run();
}

void EventLoops::stop() {
  for (const auto& loop : loops_) loop->context().stop();
}

std::size_t loop_count_for(std::size_t modem_count) {
  if (modem_count <= limits::single_loop_modem_count_max) return 1;
  cpu_set_t cores;
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return std::min(static_cast<std::size_t>(CPU_COUNT(&cores)), limits::loop_count_max);
}

}  // namespace atmqtt::io
