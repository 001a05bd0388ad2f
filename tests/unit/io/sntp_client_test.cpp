#include "io/sntp_client.hpp"

#include "unit/io/loop_fixture.hpp"
#include "unit/io/network_recorder.hpp"

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cstring>
#include <functional>
#include <vector>

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::udp;
using Packet = std::array<unsigned char, 48>;

/// 2026-11-24 22:00:00 UTC, in seconds from 1970 and from 1900.
constexpr std::chrono::sys_seconds now_there{std::chrono::seconds(1'795'557'600)};
constexpr std::uint32_t ntp_seconds = 1'795'557'600U + 2'208'988'800U;

void put(Packet& packet, std::size_t place, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    packet[place + i] = static_cast<unsigned char>(value >> (24 - 8 * i));
  }
}

/// A time server on this machine that answers as a test wants.
class sntp_client : public LoopTest {
 protected:
  sntp_client() { listen(); }

  [[nodiscard]] static Packet answer_to(const Packet& request) {
    Packet answer = {4 << 3 | 4, 2};
    std::memcpy(&answer[24], &request[40], 8);
    put(answer, 40, ntp_seconds);
    return answer;
  }

  void ask(std::chrono::milliseconds answer_time_max = 10s) {
    client_ = make_async<SntpClient>(
        loop_, recorder_, AskTime{"127.0.0.1", server_.local_endpoint().port()}, answer_time_max);
    EXPECT_TRUE(run_until([this] { return !recorder_.events.empty(); }));
    run_due();
    ASSERT_EQ(recorder_.events.size(), 1U);
  }

  void expect_failure(TimeFailure failure, const std::string& reason) {
    const auto* told = recorder_.get<TimeNotTold>(0);
    ASSERT_NE(told, nullptr);
    EXPECT_EQ(told->failure, failure);
    EXPECT_EQ(told->reason, reason);
  }

  void expect_time() {
    ASSERT_NE(recorder_.get<TimeTold>(0), nullptr);
    EXPECT_GE(recorder_.get<TimeTold>(0)->utc, now_there);
    EXPECT_LE(recorder_.get<TimeTold>(0)->utc, now_there + 10s);
  }

  /// What the server sends for a request; more than one packet, or none.
  std::function<std::vector<Packet>(const Packet&)> reply_ = [](const Packet& request) {
    return std::vector{answer_to(request)};
  };
  std::vector<Packet> requests_;
  udp::socket server_{loop_.context(), udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  NetworkRecorder recorder_;
  AsyncPtr<SntpClient> client_;

 private:
  void listen() {
    server_.async_receive_from(boost::asio::buffer(request_), from_,
                               [this](boost::system::error_code error, std::size_t) {
                                 if (error) return;
                                 requests_.push_back(request_);
                                 for (const Packet& packet : reply_(request_)) {
                                   server_.send_to(boost::asio::buffer(packet), from_);
                                 }
                                 listen();
                               });
  }

  Packet request_{};
  udp::endpoint from_;
};

TEST_F(sntp_client, tells_the_time_of_the_server) {
  ask();
  expect_time();
}

TEST_F(sntp_client, asks_as_a_client_of_version_4_without_telling_its_time) {
  ask();
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0][0], 0x23);
  for (std::size_t i = 1; i < 40; ++i) EXPECT_EQ(requests_[0][i], 0) << i;
}

TEST_F(sntp_client, knows_the_time_after_the_overflow_of_2036) {
  reply_ = [](const Packet& request) {
    Packet answer = answer_to(request);
    put(answer, 40, 100);
    return std::vector{answer};
  };
  ask();
  ASSERT_NE(recorder_.get<TimeTold>(0), nullptr);
  // 2036-02-07 06:28:16 UTC and 100 s.
  EXPECT_EQ(recorder_.get<TimeTold>(0)->utc.time_since_epoch(), 2'085'978'596s);
}

TEST_F(sntp_client, takes_no_answer_to_another_question) {
  reply_ = [](const Packet& request) {
    Packet forged = answer_to(request);
    forged[30] ^= 1;
    put(forged, 40, 1);
    Packet request_of_ours = answer_to(request);
    request_of_ours[0] = 4 << 3 | 3;
    return std::vector{forged, request_of_ours, answer_to(request)};
  };
  ask();
  expect_time();
}

TEST_F(sntp_client, asks_again_when_there_is_no_answer) {
  reply_ = [this](const Packet& request) {
    return requests_.size() < 3 ? std::vector<Packet>{} : std::vector{answer_to(request)};
  };
  ask(30ms);
  expect_time();
  EXPECT_EQ(requests_.size(), 3U);
}

TEST_F(sntp_client, gives_up_after_three_requests) {
  reply_ = [](const Packet&) { return std::vector<Packet>{}; };
  ask(20ms);
  expect_failure(TimeFailure::no_answer, "127.0.0.1 does not answer");
  EXPECT_EQ(requests_.size(), 3U);
}

TEST_F(sntp_client, tells_when_nobody_listens) {
  const auto port = server_.local_endpoint().port();
  server_.close();
  client_ = make_async<SntpClient>(loop_, recorder_, AskTime{"127.0.0.1", port});
  EXPECT_TRUE(run_until([this] { return !recorder_.events.empty(); }));
  expect_failure(TimeFailure::network, "127.0.0.1: Connection refused");
}

TEST_F(sntp_client, tells_when_the_server_does_not_know_the_time) {
  reply_ = [](const Packet& request) {
    Packet kiss_of_death = answer_to(request);
    kiss_of_death[1] = 0;
    return std::vector{kiss_of_death};
  };
  ask();
  expect_failure(TimeFailure::refused, "127.0.0.1 does not know the time");
}

}  // namespace
}  // namespace atmqtt::io
