#pragma once

#include "io/async_object.hpp"
#include "io/event_loop.hpp"
#include "io/state_directory.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>

namespace atmqtt::io {

class StoreListener {
 public:
  virtual void on_stored(const StoreResult& result) = 0;

 protected:
  ~StoreListener() = default;
};

/// Performs what a modem wants to be kept. The disk may take its time, so it happens in a thread,
/// which the modems of a process share: each waits for its own change only.
class StateKeeper final : public AsyncObject {
 public:
  /// Needs: the threads end before the loop.
  StateKeeper(EventLoop& loop, boost::asio::thread_pool& threads, StateDirectory directory)
      : loop_(loop),
        threads_(threads),
        directory_(std::make_shared<const StateDirectory>(std::move(directory))) {}

  /// Called once, before perform().
  void start(StoreListener& listener) { listener_ = &listener; }

  /// on_stored() follows, never from within this call. Needs: the one before is answered, so that
  /// there are never more changes waiting than modems.
  void perform(const StoreAction& action);

 private:
  void retire() override {}

  EventLoop& loop_;
  boost::asio::thread_pool& threads_;
  StoreListener* listener_ = nullptr;
  // A change that has begun is finished, and the directory stays ours until it is.
  std::shared_ptr<const StateDirectory> directory_;
};

}  // namespace atmqtt::io
