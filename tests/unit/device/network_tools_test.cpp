#include "bench.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::error;
using test::ok;
using test::text;
using test::told;

class network_tools : public testing::Test {
 protected:
  /// The one thing that the outside was asked for since the last call.
  template <class Asked>
  std::optional<Asked> asked() {
    const std::vector<Action> taken = std::exchange(bench.actions, {});
    EXPECT_EQ(taken.size(), 1U);
    if (taken.size() != 1 || !std::holds_alternative<Asked>(taken[0])) return std::nullopt;
    return std::get<Asked>(taken[0]);
  }

  std::string tell(const NetworkEvent& event) {
    bench.device.network_tools().on_event(event);
    return bench.run();
  }

  Bench bench;
};

// -- Names

TEST_F(network_tools, answer_a_look_up_when_it_is_done) {
  EXPECT_EQ(bench.at("+CDNSGIP=\"a.test\""), "");
  EXPECT_EQ(asked<LookUpName>()->host, "a.test");
  EXPECT_EQ(tell(NameFound{{"192.0.2.1"}}), told("+CDNSGIP: 1,\"a.test\",\"192.0.2.1\""));
}

TEST_F(network_tools, prefer_an_ipv4_address) {
  (void)bench.at("+CDNSGIP=\"a.test\"");
  EXPECT_EQ(tell(NameFound{{"2001:db8::1", "192.0.2.1"}}),
            told("+CDNSGIP: 1,\"a.test\",\"192.0.2.1\""));
  (void)bench.at("+CDNSGIP=\"a.test\"");
  EXPECT_EQ(tell(NameFound{{"2001:db8::1"}}), told("+CDNSGIP: 1,\"a.test\",\"2001:db8::1\""));
}

TEST_F(network_tools, say_why_a_look_up_has_failed) {
  (void)bench.at("+CDNSGIP=\"a.test\"");
  EXPECT_EQ(tell(NameNotFound{"nobody knows"}), text("+CDNSGIP: 0,10") + std::string(error));
  EXPECT_EQ(bench.observer.reasons().back(), "why CDNSGIP 0 -> 10: nobody knows");
}

TEST_F(network_tools, say_nothing_of_a_look_up_whose_host_is_gone) {
  (void)bench.at("+CDNSGIP=\"a.test\"");
  bench.line.detach();
  bench.line.attach();
  EXPECT_EQ(tell(NameFound{{"192.0.2.1"}}), "");
  (void)bench.at("+CDNSGIP=\"b.test\"");
  EXPECT_EQ(tell(NameFound{{"192.0.2.2"}}), told("+CDNSGIP: 1,\"b.test\",\"192.0.2.2\""));
}

TEST_F(network_tools, end_a_look_up_with_the_network) {
  (void)bench.at("+CDNSGIP=\"a.test\"");
  bench.device.packet_data().set_carried(false);
  bench.device.update();
  EXPECT_EQ(bench.run(), text("+CDNSGIP: 0,10") + std::string(error));
}

// -- Ping

TEST_F(network_tools, ping_with_what_was_asked_for) {
  EXPECT_EQ(bench.at("+CPING=\"a.test\",2,7,100,1500,20000,33"), "");
  const auto ping = asked<StartPing>();
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->host, "a.test");
  EXPECT_EQ(ping->version, IpVersion::v6);
  EXPECT_EQ(ping->count, 7);
  EXPECT_EQ(ping->size, 100);
  EXPECT_EQ(ping->interval, 1500ms);
  EXPECT_EQ(ping->wait, 20s);
  EXPECT_EQ(ping->ttl, 33);
}

TEST_F(network_tools, ping_four_times_unless_told) {
  (void)bench.at("+CPING=\"a.test\",1");
  const auto ping = asked<StartPing>();
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->version, IpVersion::v4);
  EXPECT_EQ(ping->count, 4);
  EXPECT_EQ(ping->size, 64);
  EXPECT_EQ(ping->interval, 2s);
  EXPECT_EQ(ping->wait, 10s);
  EXPECT_EQ(ping->ttl, 255);
}

TEST_F(network_tools, tell_each_reply_and_sum_them_up) {
  (void)bench.at("+CPING=\"a.test\",1,4");
  EXPECT_EQ(tell(PingStarted{"192.0.2.1"}), ok);
  EXPECT_EQ(tell(PingReply{30ms, 54}), text("+CPING: 1,192.0.2.1,64,30,54"));
  EXPECT_EQ(tell(PingLost{}), text("+CPING: 2"));
  EXPECT_EQ(tell(PingReply{10400us, 53}), text("+CPING: 1,192.0.2.1,64,10,53"));
  EXPECT_FALSE(bench.device.network_tools().is_quiet());
  EXPECT_EQ(tell(PingReply{51ms, 54}),
            text("+CPING: 1,192.0.2.1,64,51,54") + text("+CPING: 3,4,3,1,10,51,30"));
  EXPECT_TRUE(bench.device.network_tools().is_quiet());
}

TEST_F(network_tools, sum_up_nothing_when_all_are_lost) {
  (void)bench.at("+CPING=\"a.test\",1,1");
  (void)tell(PingStarted{"192.0.2.1"});
  EXPECT_EQ(tell(PingLost{}), text("+CPING: 2") + text("+CPING: 3,1,0,1,0,0,0"));
}

TEST_F(network_tools, say_why_a_ping_cannot_begin) {
  (void)bench.at("+CPING=\"a.test\",1");
  EXPECT_EQ(tell(PingFailed{"no ICMP socket"}), error);
  EXPECT_EQ(bench.observer.reasons().back(), "why CPING -> ERROR: no ICMP socket");
  EXPECT_EQ(bench.at("+CPING=\"a.test\",1"), "");
}

TEST_F(network_tools, run_one_ping_at_a_time) {
  (void)bench.at("+CPING=\"a.test\",1");
  (void)tell(PingStarted{"192.0.2.1"});
  EXPECT_EQ(bench.at("+CPING=\"b.test\",1"), error);
}

TEST_F(network_tools, stop_a_ping_with_a_summary) {
  EXPECT_EQ(bench.at("+CPINGSTOP"), error);
  (void)bench.at("+CPING=\"a.test\",1");
  (void)tell(PingStarted{"192.0.2.1"});
  (void)tell(PingReply{30ms, 54});
  bench.actions.clear();
  EXPECT_EQ(bench.at("+CPINGSTOP"), std::string(ok) + text("+CPING: 3,1,1,0,30,30,30"));
  EXPECT_TRUE(asked<StopPing>());
  EXPECT_EQ(tell(PingReply{30ms, 54}), "");
}

TEST_F(network_tools, end_a_ping_with_the_network) {
  (void)bench.at("+CPING=\"a.test\",1");
  (void)tell(PingStarted{"192.0.2.1"});
  bench.actions.clear();
  EXPECT_EQ(bench.at("+CFUN=4"), std::string(ok) + text("+CPING: 3,0,0,0,0,0,0"));
  EXPECT_TRUE(asked<StopPing>());
  EXPECT_EQ(bench.at("+CPING=\"a.test\",1"), error);
}

TEST_F(network_tools, give_up_when_the_process_ends) {
  NetworkTools& tools = bench.device.network_tools();
  (void)bench.at("+CDNSGIP=\"a.test\"");
  tools.shut_down();
  EXPECT_EQ(bench.run(), text("+CDNSGIP: 0,10") + std::string(error));
  (void)bench.at("+CNTP");
  (void)bench.at("+CPING=\"a.test\",1");
  (void)tell(PingStarted{"192.0.2.1"});
  bench.actions.clear();
  tools.shut_down();
  EXPECT_TRUE(asked<StopPing>());
  EXPECT_EQ(bench.run(), "");
  EXPECT_TRUE(tools.is_quiet());
}

// -- Time

TEST_F(network_tools, set_the_clock_by_the_time_of_this_machine) {
  EXPECT_EQ(bench.at("+CNTP=\"time.test\",8"), ok);
  EXPECT_EQ(bench.at("+CNTP"), ok);
  EXPECT_EQ(asked<AskTime>()->host, "");
  EXPECT_EQ(tell(TimeTold{std::chrono::sys_days(std::chrono::year(2026) / 5 / 6)}),
            text("+CNTP: 0"));
  EXPECT_EQ(bench.at("+CCLK?"), told("+CCLK: \"26/05/06,02:00:00+08\""));
}

TEST_F(network_tools, ask_the_server_when_the_settings_say_so) {
  bench.settings.ntp_source = TimeSource::server;
  bench.settings.ntp_port = 1234;
  EXPECT_EQ(bench.at("+CNTP=\"time.test\",-96"), ok);
  EXPECT_EQ(bench.at("+CNTP?"), told("+CNTP: \"time.test\",-96"));
  EXPECT_EQ(bench.at("+CNTP"), ok);
  const auto question = asked<AskTime>();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->host, "time.test");
  EXPECT_EQ(question->port, 1234);
  EXPECT_EQ(bench.at("+CNTP"), error) << "it is asked already";
}

TEST_F(network_tools, tell_why_there_is_no_time) {
  for (const auto& [failure, code] :
       {std::pair(TimeFailure::network, "4"), std::pair(TimeFailure::no_answer, "6"),
        std::pair(TimeFailure::refused, "1")}) {
    EXPECT_EQ(bench.at("+CNTP"), ok);
    EXPECT_EQ(tell(TimeNotTold{failure, "so it is"}), text("+CNTP: " + std::string(code)));
    EXPECT_EQ(bench.observer.reasons().back(), "why CNTP -> " + std::string(code) + ": so it is");
  }
}

TEST_F(network_tools, have_no_time_without_a_network) {
  (void)bench.at("+CFUN=4");
  EXPECT_EQ(bench.at("+CNTP"), std::string(ok) + text("+CNTP: 4"));
  EXPECT_TRUE(bench.actions.empty());
}

TEST_F(network_tools, ignore_what_nobody_waits_for) {
  EXPECT_EQ(tell(NameFound{{"192.0.2.1"}}), "");
  EXPECT_EQ(tell(NameNotFound{"late"}), "");
  EXPECT_EQ(tell(PingStarted{"192.0.2.1"}), "");
  EXPECT_EQ(tell(PingReply{1ms, 1}), "");
  EXPECT_EQ(tell(PingFailed{"late"}), "");
  EXPECT_EQ(tell(TimeTold{}), "");
  EXPECT_EQ(tell(TimeNotTold{}), "");
}

}  // namespace
}  // namespace atmqtt::device
