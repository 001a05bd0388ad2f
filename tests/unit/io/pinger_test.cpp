#include "io/pinger.hpp"

#include "unit/io/loop_fixture.hpp"
#include "unit/io/network_recorder.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <memory>

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;

int refuse(int, int, int) {
  errno = EACCES;
  return -1;
}

/// A socket that takes everything and answers nothing: requests are lost on it.
int open_silent(int, int, int) { return ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0); }

class pinger : public LoopTest {
 protected:
  [[nodiscard]] static StartPing request(const std::string& host) {
    return {.host = host,
            .version = IpVersion::v4,
            .count = 3,
            .size = 64,
            .interval = 10ms,
            .wait = 10s,
            .ttl = 64};
  }

  void ping(const StartPing& request, std::size_t event_count, IcmpSocket::Open open = nullptr) {
    pinger_ = make_async<Pinger>(loop_, recorder_, request, open);
    EXPECT_TRUE(recorder_.events.empty());
    EXPECT_TRUE(run_until([&] { return recorder_.events.size() >= event_count; }));
    ASSERT_EQ(recorder_.events.size(), event_count);
  }

  NetworkRecorder recorder_;
  AsyncPtr<Pinger> pinger_;
};

TEST_F(pinger, tells_the_address_and_each_reply) {
  if (const auto opened = IcmpSocket::open(boost::asio::ip::make_address("127.0.0.1"), 64);
      !opened) {
    GTEST_SKIP() << opened.error();
  }
  ping(request("127.0.0.1"), 4);
  ASSERT_NE(recorder_.get<PingStarted>(0), nullptr);
  EXPECT_EQ(recorder_.get<PingStarted>(0)->address, "127.0.0.1");
  for (std::size_t i = 1; i < 4; ++i) {
    const auto* reply = recorder_.get<PingReply>(i);
    ASSERT_NE(reply, nullptr) << i;
    EXPECT_LT(reply->round_trip, 10s);
    EXPECT_EQ(reply->ttl, 64);
  }
  run_due();
  EXPECT_EQ(recorder_.events.size(), 4U);
}

TEST_F(pinger, tells_each_loss_when_its_time_is_over) {
  StartPing lost = request("127.0.0.1");
  lost.wait = 25ms;
  const auto before = std::chrono::steady_clock::now();
  ping(lost, 4, open_silent);
  EXPECT_GE(std::chrono::steady_clock::now() - before, 45ms);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_NE(recorder_.get<PingLost>(i), nullptr) << i;
}

TEST_F(pinger, fails_when_the_system_does_not_allow_it) {
  ping(request("127.0.0.1"), 1, refuse);
  ASSERT_NE(recorder_.get<PingFailed>(0), nullptr);
  EXPECT_EQ(recorder_.get<PingFailed>(0)->reason.substr(0, 15), "no ICMP socket:");
}

TEST_F(pinger, fails_when_the_host_has_no_such_address) {
  StartPing wrong = request("127.0.0.1");
  wrong.version = IpVersion::v6;
  ping(wrong, 1);
  ASSERT_NE(recorder_.get<PingFailed>(0), nullptr);
  EXPECT_EQ(recorder_.get<PingFailed>(0)->reason, "127.0.0.1 has no IPv6 address");
}

TEST_F(pinger, is_silent_when_it_is_let_go) {
  pinger_ = make_async<Pinger>(loop_, recorder_, request("127.0.0.1"), open_silent);
  EXPECT_TRUE(run_until([&] { return recorder_.events.size() == 1; }));
  pinger_.reset();
  loop_.context().restart();
  loop_.context().run_for(30ms);
  EXPECT_EQ(recorder_.events.size(), 1U);
}

}  // namespace
}  // namespace atmqtt::io
