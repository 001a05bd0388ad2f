#pragma once

#include "io/event_loop.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace atmqtt::io {

/// The event loops of a process. Each is run by one thread, and whatever belongs to a loop is used
/// in that thread only; so loops share nothing but what nobody changes, and what says of itself
/// that it may be shared. Work for another loop is posted to its context (boost::asio::post), which
/// may be done from any thread.
class EventLoops {
 public:
  /// Needs: `count` > 0; the resolver outlives the loops.
  EventLoops(Resolver& resolver, std::size_t count);

  [[nodiscard]] std::size_t size() const { return loops_.size(); }
  [[nodiscard]] EventLoop& operator[](std::size_t index) { return *loops_[index]; }

  /// Runs the first loop in the thread of the caller, the others in threads of their own, in which
  /// all signals are blocked. Returns after stop(), when all threads have ended; what has been
  /// thrown in one of them ends all and is thrown here. Until then the loops do not end, also when
  /// they have nothing to do. Called once.
  void run();

  /// May be called from any thread, also before run(). Handlers that have not begun are not called
  /// any more; they are thrown away with their loop.
  void stop();

 private:
  class StopAtEnd;

  void run(std::size_t index);

  std::vector<std::unique_ptr<EventLoop>> loops_;
};

/// How many loops serve so many modems well: one for a hundred, which are no work for a core and
/// are served soonest where no thread has to be woken; for more, one for each core that this
/// process may use.
[[nodiscard]] std::size_t loop_count_for(std::size_t modem_count);

}  // namespace atmqtt::io
