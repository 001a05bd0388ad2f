#include "io/async_object.hpp"

#include "unit/io/loop_fixture.hpp"

#include <boost/asio/post.hpp>

namespace atmqtt::io {
namespace {

class Counter final : public AsyncObject {
 public:
  Counter(EventLoop& loop, int& called, int& destroyed)
      : loop_(loop), called_(called), destroyed_(destroyed) {}
  ~Counter() override { ++destroyed_; }

  void post() {
    boost::asio::post(loop_.context(), handler([this] { ++called_; }));
  }

 private:
  void retire() override {}

  EventLoop& loop_;
  int& called_;
  int& destroyed_;
};

class async_object : public LoopTest {
 protected:
  int called_ = 0;
  int destroyed_ = 0;
};

TEST_F(async_object, calls_its_handlers_while_it_is_owned) {
  const auto object = make_async<Counter>(loop_, called_, destroyed_);
  object->post();
  object->post();
  run_due();
  EXPECT_EQ(called_, 2);
  EXPECT_EQ(destroyed_, 0);
}

TEST_F(async_object, is_destroyed_at_once_when_nothing_is_queued) {
  make_async<Counter>(loop_, called_, destroyed_).reset();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(async_object, stays_for_a_queued_handler_and_does_not_call_it) {
  auto object = make_async<Counter>(loop_, called_, destroyed_);
  object->post();
  object.reset();
  EXPECT_EQ(destroyed_, 0);
  run_due();
  EXPECT_EQ(destroyed_, 1);
  EXPECT_EQ(called_, 0);
}

}  // namespace
}  // namespace atmqtt::io
