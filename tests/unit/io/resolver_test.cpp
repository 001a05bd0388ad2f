#include "io/resolver.hpp"

#include "base/limits.hpp"
#include "unit/io/loop_fixture.hpp"

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>

namespace atmqtt::io {
namespace {

using boost::asio::ip::make_address;

/// A system whose look-ups end when the test says so. It outlives the threads inside it.
class SlowSystem {
 public:
  ResolveResult look_up(const std::string& name) {
    std::unique_lock lock(mutex_);
    ++begun_[name];
    changed_.notify_all();
    changed_.wait(lock, [&] { return is_open_; });
    ++ended_count_;
    changed_.notify_all();
    if (name == "bad") return tl::unexpected(std::string("no such name"));
    return std::vector{make_address("192.0.2.1")};
  }

  void wait_for_begun(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return begun_.size() >= count; });
  }

  void open() {
    const std::scoped_lock lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

  int begun(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return begun_[name];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> begun_;
  int ended_count_ = 0;
  bool is_open_ = false;
};

class resolver : public LoopTest {
 protected:
  ~resolver() override { system_->open(); }

  Resolver::Request ask(const std::string& name) {
    return slow_.resolve(loop_.context(), name,
                         [this](const ResolveResult& result) { results_.push_back(result); });
  }

  std::shared_ptr<SlowSystem> system_ = std::make_shared<SlowSystem>();
  Resolver slow_{[system = system_](const std::string& name) { return system->look_up(name); }};
  std::vector<ResolveResult> results_;
};

TEST_F(resolver, answers_a_numeric_address_without_the_system) {
  const auto first = ask("127.0.0.1");
  const auto second = ask("2001:db8::1");
  EXPECT_TRUE(results_.empty()) << "never from within the call";
  ASSERT_TRUE(run_until([this] { return results_.size() == 2; }));
  EXPECT_EQ(results_[0], (std::vector{make_address("127.0.0.1")}));
  EXPECT_EQ(results_[1], (std::vector{make_address("2001:db8::1")}));
  EXPECT_EQ(system_->begun("127.0.0.1"), 0);
}

TEST_F(resolver, asks_once_for_all_who_want_the_same_name) {
  const auto first = ask("a");
  system_->wait_for_begun(1);
  const auto second = ask("a");
  system_->open();
  ASSERT_TRUE(run_until([this] { return results_.size() == 2; }));
  EXPECT_EQ(results_[0], (std::vector{make_address("192.0.2.1")}));
  EXPECT_EQ(results_[1], results_[0]);
  EXPECT_EQ(system_->begun("a"), 1);
}

TEST_F(resolver, tells_the_words_of_the_system_when_it_fails) {
  const auto request = ask("bad");
  system_->open();
  ASSERT_TRUE(run_until([this] { return results_.size() == 1; }));
  EXPECT_EQ(results_[0].error(), "no such name");
}

TEST_F(resolver, a_silent_look_up_blocks_no_other) {
  const auto silent = ask("silent");
  system_->wait_for_begun(1);
  const auto numeric = ask("127.0.0.1");
  ASSERT_TRUE(run_until([this] { return results_.size() == 1; }));
  const auto other = ask("b");
  system_->wait_for_begun(2);
  EXPECT_EQ(system_->begun("b"), 1);
}

TEST_F(resolver, uses_four_threads_at_most_and_forgets_withdrawn_names) {
  std::vector<Resolver::Request> requests;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) requests.push_back(ask(name));
  system_->wait_for_begun(limits::lookup_thread_count_max);
  EXPECT_EQ(system_->begun("e"), 0);
  requests[4] = Resolver::Request();
  system_->open();
  ASSERT_TRUE(run_until([this] { return results_.size() == 5; }));
  EXPECT_EQ(system_->begun("e"), 0);
  EXPECT_EQ(system_->begun("f"), 1);
}

TEST_F(resolver, a_withdrawn_request_is_not_answered) {
  auto numeric = ask("127.0.0.1");
  auto named = ask("a");
  numeric = Resolver::Request();
  named = Resolver::Request();
  const auto last = ask("127.0.0.2");
  system_->open();
  ASSERT_TRUE(run_until([this] { return !results_.empty(); }));
  run_due();
  ASSERT_EQ(results_.size(), 1U);
  EXPECT_EQ(results_[0], (std::vector{make_address("127.0.0.2")}));
}

}  // namespace
}  // namespace atmqtt::io
