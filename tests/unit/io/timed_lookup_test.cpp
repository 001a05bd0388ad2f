#include "io/timed_lookup.hpp"

#include "unit/io/loop_fixture.hpp"

#include <future>
#include <optional>

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;

class timed_lookup : public ::testing::Test {
 protected:
  void run_until_told() {
    const auto limit = std::chrono::steady_clock::now() + 10s;
    while (!result_ && std::chrono::steady_clock::now() < limit) {
      loop_.context().run_one_for(20ms);
    }
  }

  std::promise<void> silence_;
  Resolver resolver_{
      [end = silence_.get_future().share()](const std::string& name) -> ResolveResult {
        if (name == "silent.test") end.wait();
        if (name == "empty.test") return std::vector<boost::asio::ip::address>{};
        if (name == "wrong.test") return tl::unexpected(std::string("unknown"));
        return std::vector{boost::asio::ip::make_address("192.0.2.1")};
      }};
  EventLoop loop_{resolver_};
  std::optional<ResolveResult> result_;
  AsyncPtr<TimedLookup> lookup_;

  void ask(const std::string& host, std::chrono::milliseconds time_max = 10s) {
    lookup_ = make_async<TimedLookup>(loop_, host, time_max, [this](const ResolveResult& result) {
      result_ = result;
      lookup_.reset();
    });
    EXPECT_FALSE(result_);
    run_until_told();
    ASSERT_TRUE(result_);
  }
};

TEST_F(timed_lookup, tells_the_addresses) {
  ask("good.test");
  ASSERT_TRUE(*result_);
  EXPECT_EQ((*result_)->front().to_string(), "192.0.2.1");
}

TEST_F(timed_lookup, names_the_host_and_the_reason) {
  ask("wrong.test");
  EXPECT_EQ(result_->error(), "look-up of wrong.test: unknown");
}

TEST_F(timed_lookup, takes_no_address_for_a_failure) {
  ask("empty.test");
  EXPECT_EQ(result_->error(), "look-up of empty.test: it has no address");
}

TEST_F(timed_lookup, ends_with_its_time) {
  ask("silent.test", 30ms);
  EXPECT_EQ(result_->error(), "look-up of silent.test: no answer in time");
  silence_.set_value();
}

TEST_F(timed_lookup, is_silent_when_it_is_let_go) {
  lookup_ = make_async<TimedLookup>(loop_, "192.0.2.7", 10s,
                                    [this](const ResolveResult& result) { result_ = result; });
  lookup_.reset();
  loop_.context().run_for(20ms);
  EXPECT_FALSE(result_);
}

}  // namespace
}  // namespace atmqtt::io
