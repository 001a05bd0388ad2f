#include "io/channel.hpp"

#include "unit/io/loop_fixture.hpp"

#include <cerrno>
#include <csignal>

namespace atmqtt::io {
namespace {

class channel : public LoopTest, public ChannelListener {
 protected:
  channel() {
    std::signal(SIGPIPE, SIG_IGN);
    auto [ours, theirs] = make_socket_pair();
    theirs_ = std::move(theirs);
    channel_ = make_async<Channel>(loop_, *this, std::move(ours));
  }

  void on_channel_octets(std::string_view octets) override {
    received_ += octets;
    if (lets_go_) channel_.reset();
  }
  void on_channel_writable() override { ++writable_count_; }
  void on_channel_write_failed(std::error_code) override { ++write_failed_count_; }
  void on_channel_end(std::error_code error) override {
    ++end_count_;
    error_ = error;
  }

  UniqueFd theirs_;
  AsyncPtr<Channel> channel_;
  std::string received_;
  std::error_code error_;
  int writable_count_ = 0;
  int write_failed_count_ = 0;
  int end_count_ = 0;
  bool lets_go_ = false;
};

TEST_F(channel, tells_octets_and_then_the_end) {
  channel_->set_reading(true);
  write_to(theirs_.get(), "abc");
  theirs_ = UniqueFd();
  EXPECT_TRUE(run_until([this] { return end_count_ > 0; }));
  EXPECT_EQ(received_, "abc");
  EXPECT_FALSE(error_);
}

TEST_F(channel, reads_nothing_until_it_is_told_to) {
  write_to(theirs_.get(), "abc");
  run_due();
  EXPECT_EQ(received_, "");
  channel_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return received_ == "abc"; }));
}

TEST_F(channel, reads_nothing_while_paused_and_everything_afterwards) {
  channel_->set_reading(true);
  run_due();
  channel_->set_reading(false);
  write_to(theirs_.get(), "abc");
  run_due();
  EXPECT_EQ(received_, "");
  channel_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return received_ == "abc"; }));
}

TEST_F(channel, tells_when_it_can_be_written_to_again) {
  const std::string octets(1 << 20, 'x');
  const std::size_t taken = channel_->write(octets);
  EXPECT_GT(taken, 0U);
  EXPECT_LT(taken, octets.size());
  EXPECT_EQ(channel_->write("y"), 0U);
  run_due();
  EXPECT_EQ(writable_count_, 0);
  EXPECT_EQ(read_from(theirs_.get(), taken), std::string(taken, 'x'));
  EXPECT_TRUE(run_until([this] { return writable_count_ == 1; }));
  EXPECT_EQ(channel_->write("y"), 1U);
}

TEST_F(channel, tells_that_a_write_failed_from_the_loop_and_takes_no_more) {
  theirs_ = UniqueFd();
  EXPECT_EQ(channel_->write("a"), 0U);
  EXPECT_EQ(write_failed_count_, 0);
  EXPECT_EQ(channel_->write("b"), 0U);
  EXPECT_TRUE(run_until([this] { return write_failed_count_ > 0; }));
  run_due();
  EXPECT_EQ(write_failed_count_, 1);
}

TEST_F(channel, may_be_let_go_of_from_its_own_call) {
  lets_go_ = true;
  channel_->set_reading(true);
  write_to(theirs_.get(), "abc");
  EXPECT_TRUE(run_until([this] { return channel_ == nullptr; }));
  run_due();
  EXPECT_EQ(received_, "abc");
  EXPECT_EQ(end_count_, 0);
}

TEST_F(channel, tells_nothing_of_what_was_queued_when_it_was_let_go_of) {
  channel_->set_reading(true);
  write_to(theirs_.get(), "abc");
  channel_.reset();
  run_due();
  EXPECT_EQ(received_, "");
  char octet = 0;
  EXPECT_EQ(::read(theirs_.get(), &octet, 1), -1);
  EXPECT_EQ(errno, ECONNRESET) << "the other side sees that it was not read";
}

TEST_F(channel, reads_a_regular_file_to_its_end) {
  const TemporaryDirectory directory;
  const std::string path = directory / "file";
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const std::string octets(100'000, 'x');
  write_to(file.get(), octets);
  ASSERT_EQ(::lseek(file.get(), 0, SEEK_SET), 0);
  channel_ = make_async<Channel>(loop_, *this, std::move(file));
  channel_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return end_count_ > 0; }));
  EXPECT_EQ(received_, octets);
}

}  // namespace
}  // namespace atmqtt::io
