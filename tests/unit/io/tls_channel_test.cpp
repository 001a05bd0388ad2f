#include "io/tls_channel.hpp"

#include "io/tls_contexts.hpp"
#include "unit/io/loop_fixture.hpp"
#include "unit/io/tls_peer.hpp"

namespace atmqtt::io {
namespace {

/// A channel on one end of a socket pair and a server on the other.
class tls_channel : public LoopTest, public TlsChannelListener {
 protected:
  tls_channel() : tls_channel(make_socket_pair()) {}

  explicit tls_channel(std::pair<UniqueFd, UniqueFd> ends)
      : peer_(identity(), std::move(ends.second)), socket_(std::move(ends.first)) {}

  static const test::Identity& identity() {
    static const test::Identity server("DNS:broker.example");
    return server;
  }

  void start() {
    auto ssl = loop_.tls_contexts().connect(settings_, "s");
    ASSERT_TRUE(ssl.has_value());
    channel_ = make_async<TlsChannel>(loop_, *this, std::move(socket_), std::move(*ssl), settings_,
                                      "broker.example");
    channel_->start();
  }

  [[nodiscard]] bool secure() {
    start();
    return run_until([this] { return peer_.accept() && log_ == "secured "; });
  }

  void on_tls_secured() override { log_ += "secured "; }
  void on_tls_refused(const std::string& reason) override {
    log_ += "refused ";
    reason_ = reason;
    channel_.reset();
  }
  void on_tls_octets(std::string_view octets) override { log_ += octets; }
  void on_tls_writable() override { ++writable_count_; }
  void on_tls_end(LinkEnd end, const std::string& reason) override {
    end_ = end;
    reason_ = reason;
    channel_.reset();
  }

  [[nodiscard]] bool run_to_the_end() {
    return run_until([this] { return channel_ == nullptr; });
  }

  TlsSettings settings_;
  test::TlsPeer peer_;
  UniqueFd socket_;
  AsyncPtr<TlsChannel> channel_;
  std::string log_;
  std::optional<LinkEnd> end_;
  std::string reason_;
  int writable_count_ = 0;
};

TEST_F(tls_channel, carries_octets_both_ways) {
  ASSERT_TRUE(secure());
  EXPECT_EQ(channel_->write("hello"), 5U);
  EXPECT_TRUE(run_until([this] { return peer_.read() == "hello"; }));
  ASSERT_TRUE(peer_.write("yo"));
  EXPECT_TRUE(run_until([this] { return log_ == "secured yo"; }));
}

TEST_F(tls_channel, accepts_the_server_that_is_trusted) {
  settings_.trusted = identity().certificate_file();
  EXPECT_TRUE(secure());
}

TEST_F(tls_channel, refuses_a_server_that_is_not_trusted_and_says_why) {
  const test::Identity other("DNS:broker.example", test::Identity::Kind::rsa);
  settings_.trusted = other.certificate_file();
  start();
  EXPECT_TRUE(run_until([this] {
    static_cast<void>(peer_.accept());
    return channel_ == nullptr;
  }));
  EXPECT_EQ(log_, "refused ");
  EXPECT_EQ(reason_, "server certificate is self-signed and not in cacert");
}

TEST_F(tls_channel, ends_with_close_notify) {
  ASSERT_TRUE(secure());
  channel_.reset();
  EXPECT_TRUE(run_until([this] {
    static_cast<void>(peer_.read());
    return peer_.has_ended();
  }));
}

TEST_F(tls_channel, tells_close_notify_from_a_truncation) {
  ASSERT_TRUE(secure());
  ASSERT_TRUE(peer_.write("bye"));
  peer_.close_notify();
  EXPECT_TRUE(run_to_the_end());
  EXPECT_EQ(log_, "secured bye");
  EXPECT_EQ(end_, LinkEnd::closed);
}

TEST_F(tls_channel, takes_an_end_without_notice_for_a_truncation) {
  ASSERT_TRUE(secure());
  ASSERT_TRUE(peer_.write("bye"));
  peer_.close();
  EXPECT_TRUE(run_to_the_end());
  EXPECT_EQ(log_, "secured bye");
  EXPECT_EQ(end_, LinkEnd::truncated);
}

TEST_F(tls_channel, answers_a_broken_record_by_an_alert) {
  ASSERT_TRUE(secure());
  write_to(peer_.fd(), std::string("\x17\x03\x03\0\x20", 5) + std::string(32, 'x'));
  EXPECT_TRUE(run_to_the_end());
  EXPECT_EQ(end_, LinkEnd::alert);
  EXPECT_EQ(reason_, "the server sent a broken TLS record (decryption failed or bad record mac)");
}

TEST_F(tls_channel, is_refused_when_the_connection_ends_in_the_handshake) {
  start();
  peer_.close();
  EXPECT_TRUE(run_to_the_end());
  EXPECT_EQ(log_, "refused ");
}

TEST_F(tls_channel, gives_up_a_handshake_after_its_limit) {
  settings_.handshake_limit = std::chrono::milliseconds(10);
  start();
  EXPECT_TRUE(run_to_the_end());
  EXPECT_EQ(reason_,
            "the server has not finished the handshake within negotiatetime, 0 s; it may speak no "
            "TLS on this port");
}

TEST_F(tls_channel, reads_nothing_while_paused) {
  ASSERT_TRUE(secure());
  channel_->set_reading(false);
  ASSERT_TRUE(peer_.write("yo"));
  run_due();
  run_due();
  EXPECT_EQ(log_, "secured ");
  channel_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return log_ == "secured yo"; }));
}

TEST_F(tls_channel, says_when_it_takes_octets_again) {
  ASSERT_TRUE(secure());
  const std::string much(1024 * 1024, 'x');
  std::size_t taken = channel_->write(much);
  ASSERT_LT(taken, much.size());
  EXPECT_EQ(channel_->write("x"), 0U) << "while it waits";
  int seen = 0;
  EXPECT_TRUE(run_until([&] {
    static_cast<void>(peer_.read());
    if (writable_count_ > seen) {
      seen = writable_count_;
      taken += channel_->write(std::string_view(much).substr(taken));
    }
    return peer_.read().size() == much.size();
  }));
  EXPECT_EQ(peer_.read(), much);
}

}  // namespace
}  // namespace atmqtt::io
