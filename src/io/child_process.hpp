#pragma once

#include "io/async_object.hpp"
#include "io/event_loop.hpp"
#include "io/open_error.hpp"

#include <boost/asio/signal_set.hpp>
#include <sys/resource.h>
#include <sys/types.h>
#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace atmqtt::io {

class ChildListener {
 public:
  /// The child has ended, with its exit status or, when a signal has ended it, 128 and the signal's
  /// number, as a shell tells it. The listener may let go of the child in this call.
  virtual void on_child_ended(int status) = 0;

 protected:
  ~ChildListener() = default;
};

/// As for setrlimit().
struct ResourceLimit {
  decltype(RLIMIT_NOFILE) resource;
  rlimit value;
};

/// What a child is to be.
struct ChildCommand {
  std::string text;                      ///< for /bin/sh -c
  std::vector<std::string> environment;  ///< NAME=VALUE, besides what we have of our own
  std::vector<ResourceLimit> limits;     ///< that we have others of for ourselves
};

/// A command that runs beside us, with our standard streams. Letting go of it ends it.
///
/// It is the first of a process group, so that a signal reaches whatever it has started. In the
/// foreground of a terminal it stays in our group instead, for otherwise it could not read from
/// there. One child of a process at a time: the system tells only that some child has ended.
class ChildProcess final : public AsyncObject {
 public:
  [[nodiscard]] static tl::expected<AsyncPtr<ChildProcess>, OpenError> start(
      EventLoop& loop, ChildListener& listener, const ChildCommand& command);

  ChildProcess(EventLoop& loop, ChildListener& listener);

  /// Sends a signal that we have got, or of our own accord.
  void send_signal(int number) const;

 private:
  void retire() override;
  void wait_for_end();
  [[nodiscard]] int fork_shell(const ChildCommand& command);

  ChildListener& listener_;
  boost::asio::signal_set ended_;
  pid_t process_ = -1;  ///< -1: it has ended
  bool has_group_ = false;
};

}  // namespace atmqtt::io
