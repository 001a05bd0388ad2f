#include "io/event_loops.hpp"

#include "io/resolver.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <set>
#include <stdexcept>
#include <thread>

namespace atmqtt::io {
namespace {

class event_loops : public testing::Test {
 protected:
  template <class Function>
  void post(std::size_t index, Function function) {
    boost::asio::post(loops_[index].context(), std::move(function));
  }

  Resolver resolver_;
  EventLoops loops_{resolver_, 3};
};

TEST_F(event_loops, are_run_by_the_caller_and_by_threads_of_their_own) {
  std::vector<std::thread::id> ids;
  // Each is in its own thread before the next one is asked, so that the list needs no lock.
  post(1, [&] {
    ids.push_back(std::this_thread::get_id());
    post(2, [&] {
      ids.push_back(std::this_thread::get_id());
      post(0, [&] {
        ids.push_back(std::this_thread::get_id());
        loops_.stop();
      });
    });
  });
  loops_.run();
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(ids.back(), std::this_thread::get_id());
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 3U);
}

TEST_F(event_loops, do_not_run_when_they_are_stopped_before) {
  post(1, [] { ADD_FAILURE() << "a handler has run"; });
  loops_.stop();
  loops_.run();
}

TEST_F(event_loops, all_end_when_one_throws) {
  post(2, [] { throw std::runtime_error("no memory"); });
  EXPECT_THROW(loops_.run(), std::runtime_error);
}

TEST_F(event_loops, leave_signals_to_the_thread_of_the_caller) {
  sigset_t former;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &former);
  sigset_t other;
  sigset_t own;
  post(1, [&] {
    ::pthread_sigmask(SIG_SETMASK, nullptr, &other);
    post(0, [&] {
      ::pthread_sigmask(SIG_SETMASK, nullptr, &own);
      loops_.stop();
    });
  });
  loops_.run();
  EXPECT_EQ(sigismember(&other, SIGTERM), 1);
  EXPECT_EQ(sigismember(&own, SIGTERM), sigismember(&former, SIGTERM));
}

TEST(event_loops_count, is_one_for_a_hundred_modems) {
  EXPECT_EQ(loop_count_for(1), 1U);
  EXPECT_EQ(loop_count_for(100), 1U);
  const std::size_t core_count = loop_count_for(101);
  EXPECT_GE(core_count, 1U);
  EXPECT_LE(core_count, std::max(std::thread::hardware_concurrency(), 1U));
}

}  // namespace
}  // namespace atmqtt::io
