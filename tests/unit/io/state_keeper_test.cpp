#include "io/state_keeper.hpp"

#include "unit/io/loop_fixture.hpp"

#include <boost/asio/post.hpp>
#include <sys/stat.h>

#include <future>
#include <optional>

namespace atmqtt::io {
namespace {

class state_keeper : public LoopTest, public StoreListener {
 protected:
  void SetUp() override {
    auto opened = StateDirectory::open(directory_.path(), "modem1");
    ASSERT_TRUE(opened);
    keeper_ = make_async<StateKeeper>(loop_, threads_, std::move(*opened));
    keeper_->start(*this);
  }

  void on_stored(const StoreResult& result) override { result_ = result; }

  /// The thread does nothing else until the promise is kept.
  std::promise<void> occupy_thread() {
    std::promise<void> end;
    boost::asio::post(threads_, [waited = end.get_future()]() mutable { waited.get(); });
    return end;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_ / "modem1/certificates/a.pem";
  const StoreAction put_{StoreAction::Kind::put_certificate, "a.pem", "A"};
  std::optional<StoreResult> result_;
  boost::asio::thread_pool threads_{1};
  AsyncPtr<StateKeeper> keeper_;
};

TEST_F(state_keeper, answers_when_it_is_done) {
  keeper_->perform(put_);
  EXPECT_FALSE(result_) << "not from within the call";
  ASSERT_TRUE(run_until([this] { return result_.has_value(); }));
  EXPECT_EQ(result_->error, std::nullopt);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(state_keeper, answers_why_it_is_not_done) {
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  keeper_->perform(put_);
  ASSERT_TRUE(run_until([this] { return result_.has_value(); }));
  EXPECT_EQ(result_->error, path_ + ": Is a directory");
}

TEST_F(state_keeper, does_not_hold_the_loop_while_the_disk_takes_its_time) {
  auto end = occupy_thread();
  keeper_->perform(put_);
  bool has_run = false;
  boost::asio::post(loop_.context(), [&] { has_run = true; });
  EXPECT_TRUE(run_until([&] { return has_run; }));
  EXPECT_FALSE(result_);
  end.set_value();
  EXPECT_TRUE(run_until([this] { return result_.has_value(); }));
}

TEST_F(state_keeper, that_is_let_go_finishes_and_answers_nobody) {
  auto end = occupy_thread();
  keeper_->perform(put_);
  keeper_.reset();
  end.set_value();
  EXPECT_TRUE(run_until([this] { return std::filesystem::exists(path_); }));
  run_due();
  EXPECT_FALSE(result_);
}

}  // namespace
}  // namespace atmqtt::io
