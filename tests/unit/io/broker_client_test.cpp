#include "io/broker_client.hpp"

#include "unit/io/loop_fixture.hpp"

#include <sys/socket.h>

namespace atmqtt::io {
namespace {

/// A client's connection at one end of a socket pair; the test is the client.
class broker_client : public LoopTest, public BrokerClientListener {
 protected:
  broker_client() : broker_client(make_socket_pair()) {}

  explicit broker_client(std::pair<UniqueFd, UniqueFd> ends)
      : peer_(std::move(ends.second)),
        client_(std::make_unique<BrokerClient>(loop_, *this, 7, std::move(ends.first))) {}

  void on_client_octets(broker::ConnectionId client, std::string_view octets) override {
    EXPECT_EQ(client, 7U);
    received_ += octets;
  }
  void on_client_writable(broker::ConnectionId client) override {
    EXPECT_EQ(client, 7U);
    is_writable_ = true;
  }
  void on_client_gone(broker::ConnectionId client, const std::string& reason) override {
    EXPECT_EQ(client, 7U);
    gone_ = reason;
    client_.reset();
  }

  UniqueFd peer_;
  std::unique_ptr<BrokerClient> client_;
  std::string received_;
  bool is_writable_ = false;
  std::optional<std::string> gone_;
};

TEST_F(broker_client, carries_octets_both_ways) {
  write_to(peer_.get(), "to the broker");
  EXPECT_TRUE(run_until([this] { return received_ == "to the broker"; }));
  EXPECT_EQ(client_->write("to the client"), 13U);
  EXPECT_EQ(read_from(peer_.get(), 13), "to the client");
}

TEST_F(broker_client, reads_nothing_while_it_is_told_not_to) {
  client_->set_reading(false);
  write_to(peer_.get(), "x");
  run_due();
  EXPECT_EQ(received_, "");
  client_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return received_ == "x"; }));
}

TEST_F(broker_client, says_when_it_takes_octets_again) {
  const std::string much(1'000'000, 'x');
  const std::size_t taken = client_->write(much);
  ASSERT_LT(taken, much.size());
  EXPECT_FALSE(is_writable_);
  EXPECT_EQ(read_from(peer_.get(), taken).size(), taken);
  EXPECT_TRUE(run_until([this] { return is_writable_; }));
}

TEST_F(broker_client, tells_an_end_in_good_order_without_a_reason) {
  peer_ = UniqueFd();
  EXPECT_TRUE(run_until([this] { return gone_.has_value(); }));
  EXPECT_EQ(gone_, "");
}

TEST_F(broker_client, is_closed_with_all_that_was_written) {
  EXPECT_EQ(client_->write("last words"), 10U);
  client_.reset();
  EXPECT_EQ(read_from(peer_.get(), 10), "last words");
  char octet = 0;
  EXPECT_TRUE(run_until([&] { return ::read(peer_.get(), &octet, 1) == 0; }));
}

}  // namespace
}  // namespace atmqtt::io
