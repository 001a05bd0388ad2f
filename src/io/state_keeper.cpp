#include "io/state_keeper.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace atmqtt::io {

void StateKeeper::perform(const StoreAction& action) {
  auto done = handler([this](const StoreResult& result) { listener_->on_stored(result); });
  // The handler belongs to the loop's thread: here it is only moved. The loop must not end for want
  // of work while the other thread has ours.
  boost::asio::post(threads_, [directory = directory_, action, done = std::move(done),
                               work = boost::asio::make_work_guard(loop_.context())]() mutable {
    boost::asio::post(
        work.get_executor(),
        [done = std::move(done), result = directory->perform(action)]() mutable { done(result); });
  });
}

}  // namespace atmqtt::io
