#include "fleet/player.hpp"

#include "sim/rx_group.hpp"

#include <gtest/gtest.h>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t wall_time = 1'790'000'000'000'000;

/// A player whose modem is the test.
class fleet_player : public ::testing::Test {
 protected:
  void play(std::string_view text, double connects_per_second = 0) {
    script_ = parse_script("s.at", text).value();
    pace_ = ConnectPace(connects_per_second);
    player_.power_on(now_);
    EXPECT_EQ(sent(), "ATE0\r");
    player_.take("\r\nRDY\r\nATE0\r\r\nOK\r\n", now_);
  }

  /// What the host sends now, all of it.
  std::string sent() {
    std::string octets;
    while (player_.wants_to_send()) player_.send(octets, now_);
    return octets;
  }

  void say(std::string_view text) { player_.take(text, now_); }

  void pass(Duration time) {
    now_ += time;
    player_.on_time(now_);
  }

  Time now_{1000s};
  Script script_;
  DeviceSettings settings_;
  BufferPool pool_;
  Tally tally_;
  ConnectPace pace_{0};
  PlayerContext context_{.script = script_,
                         .settings = settings_,
                         .pool = pool_,
                         .tally = tally_,
                         .pace = pace_,
                         .pause = 4s,
                         .now_us = [] { return wall_time; }};
  Player player_{context_, 7, "127.0.0.1:1883", 1};
};

TEST_F(fleet_player, sends_when_the_answer_before_is_there) {
  play("> A{modem}\n< OK\n> B\n");
  EXPECT_EQ(sent(), "A7\r");
  say("\r\nO");
  EXPECT_EQ(sent(), "");
  say("K\r\n");
  EXPECT_EQ(sent(), "B\r");
  EXPECT_EQ(tally_.finished, 1U);
  EXPECT_EQ(tally_.modems, 1U);
}

TEST_F(fleet_player, says_how_long_the_next_data_is) {
  play("> T={length}\n< >\n>> meters/{modem}/{random}\n");
  EXPECT_EQ(sent(), "T=17\r");
  say("\r\n>");
  EXPECT_EQ(sent().size(), 17U);
}

TEST_F(fleet_player, plays_repetitions_and_counts_their_passes) {
  play("! repeat 2\n> a{n}\n! repeat 3\n> b{n}\n! end\n! end\n> c{n}\n");
  EXPECT_EQ(sent(), "a1\rb1\rb2\rb3\ra2\rb1\rb2\rb3\rc1\r");
  EXPECT_EQ(tally_.finished, 1U);
}

TEST_F(fleet_player, waits_for_a_time_of_the_range) {
  play("! repeat forever\n! wait 2s..3s\n> a\n! end\n");
  for (int i = 0; i < 20; ++i) {
    EXPECT_GE(player_.deadline() - now_, 2s);
    EXPECT_LE(player_.deadline() - now_, 3s);
    EXPECT_EQ(sent(), "");
    pass(player_.deadline() - now_);
    std::string octets;
    player_.send(octets, now_);
    EXPECT_EQ(octets, "a\r");
  }
}

TEST_F(fleet_player, counts_and_times_what_becomes_of_its_clients) {
  play(
      "> AT+CMQTTCONNECT=1,\"tcp://{broker}\",60,1\n< OK\n< +CMQTTCONNECT: 1,0\n"
      "> AT+CMQTTPUB=1,1,60\n< OK\n< +CMQTTPUB: 1,0\n> AT+CMQTTDISC=1,60\n< OK\n< +CMQTTDISC: "
      "1,0\n");
  EXPECT_EQ(sent(), "AT+CMQTTCONNECT=1,\"tcp://127.0.0.1:1883\",60,1\r");
  EXPECT_EQ(tally_.connecting, 1U);
  now_ += 30ms;
  say("\r\nOK\r\n\r\n+CMQTTCONNECT: 1,0\r\n");
  EXPECT_EQ(tally_.connecting, 0U);
  EXPECT_EQ(tally_.connected, 1U);
  EXPECT_EQ(tally_.connect.max(), 30ms);
  EXPECT_EQ(sent(), "AT+CMQTTPUB=1,1,60\r");
  now_ += 5ms;
  say("\r\nOK\r\n\r\n+CMQTTPUB: 1,0\r\n");
  EXPECT_EQ(tally_.published, 1U);
  EXPECT_EQ(tally_.publish.max(), 5ms);
  EXPECT_EQ(sent(), "AT+CMQTTDISC=1,60\r");
  say("\r\nOK\r\n\r\n+CMQTTDISC: 1,0\r\n");
  EXPECT_EQ(tally_.connected, 0U);
  EXPECT_EQ(tally_.errors, 0U);
}

TEST_F(fleet_player, takes_messages_at_any_time_and_waits_for_the_one_that_is_expected) {
  const sim::RxChunks chunks{.topic = 4, .payload = 4};
  play("> A\n< OK\n<rx 0 \"cmd/{modem}\" \"{time}\"\n> B\n");
  EXPECT_EQ(sent(), "A\r");
  say(sim::rx_group(0, "other", "x", chunks) + "\r\nOK\r\n" +
      sim::rx_group(0, "cmd/8", "", chunks));
  EXPECT_EQ(sent(), "");
  const std::string group = sim::rx_group(0, "cmd/7", std::to_string(wall_time - 250), chunks);
  for (const char octet : group) say(std::string(1, octet));
  EXPECT_EQ(sent(), "B\r");
  EXPECT_EQ(tally_.received, 3U);
  EXPECT_EQ(tally_.message.max(), 250us);
  EXPECT_EQ(tally_.errors, 0U);
}

TEST_F(fleet_player, counts_a_wrong_answer_and_begins_anew) {
  play("> A\n< OK\n");
  EXPECT_EQ(sent(), "A\r");
  context_.reason = {7, "why A -> ERROR: there is no such command"};
  say("\r\nERROR\r\n");
  EXPECT_EQ(tally_.errors, 1U);
  ASSERT_EQ(tally_.faults.size(), 1U);
  EXPECT_EQ(tally_.faults.begin()->second.first,
            "modem 7: s.at:2: expected '\\r\\nOK\\r\\n', got 'ERROR' (why A -> ERROR: there is no "
            "such command)");
  EXPECT_FALSE(player_.wants_restart());
  EXPECT_GE(player_.deadline() - now_, 2s);
  EXPECT_LE(player_.deadline() - now_, 6s);
  pass(6s);
  ASSERT_TRUE(player_.wants_restart());
  player_.power_off();
  EXPECT_EQ(tally_.modems, 0U);
  player_.power_on(now_);
  EXPECT_EQ(sent(), "ATE0\r");
  say("\r\nOK\r\n");
  EXPECT_EQ(sent(), "A\r");
}

TEST_F(fleet_player, waits_for_no_answer_for_ever) {
  play("# wait: 3s\n> A\n< OK\n");
  EXPECT_EQ(sent(), "A\r");
  say("\r\nO");
  pass(2s);
  EXPECT_EQ(tally_.errors, 0U);
  pass(1s);
  EXPECT_EQ(tally_.errors, 1U);
  EXPECT_EQ(tally_.faults.begin()->first.kind, Fault::Kind::late_answer);
}

TEST_F(fleet_player, asks_again_a_modem_that_does_not_listen_yet) {
  script_ = parse_script("s.at", "> A\n").value();
  player_.power_on(now_);
  EXPECT_EQ(sent(), "ATE0\r");
  for (int i = 0; i < 59; ++i) {
    pass(1s);
    EXPECT_EQ(sent(), "ATE0\r");
  }
  pass(1s);
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(tally_.errors, 1U);
}

TEST_F(fleet_player, tells_a_failed_connect_from_a_wrong_answer) {
  play("> AT+CMQTTCONNECT=0,x\n< OK\n< +CMQTTCONNECT: 0,0\n");
  static_cast<void>(sent());
  say("\r\nOK\r\n\r\n+CMQTTCONNECT: 0,3\r\n");
  EXPECT_EQ(tally_.failed.at(3), 1U);
  EXPECT_EQ(tally_.connecting, 0U);
  EXPECT_EQ(tally_.errors, 0U);
  EXPECT_EQ(tally_.restarts, 1U);
}

TEST_F(fleet_player, counts_both_connections_that_a_broker_takes_away) {
  play(
      "> AT+CMQTTCONNECT=0,x\n< +CMQTTCONNECT: 0,0\n> AT+CMQTTCONNECT=1,x\n"
      "< +CMQTTCONNECT: 1,0\n> AT+CMQTTPUB=0,1,60\n< +CMQTTPUB: 0,0\n");
  static_cast<void>(sent());
  say("\r\n+CMQTTCONNECT: 0,0\r\n");
  static_cast<void>(sent());
  say("\r\n+CMQTTCONNECT: 1,0\r\n");
  static_cast<void>(sent());
  EXPECT_EQ(tally_.connected, 2U);
  say("\r\n+CMQTTPUB: 0,6\r\n\r\n+CMQTTCONNLOST: 0,1\r\n\r\n+CMQTTCONNLOST: 1,1\r\n");
  EXPECT_EQ(tally_.lost.at(1), 2U);
  EXPECT_EQ(tally_.connected, 0U);
  EXPECT_EQ(tally_.errors, 0U);
  EXPECT_EQ(tally_.restarts, 1U);
}

TEST_F(fleet_player, spreads_connects_by_the_pace) {
  play("> AT+CMQTTCONNECT=0,x\n< +CMQTTCONNECT: 0,0\n> AT+CMQTTCONNECT=1,x\n", 2);
  EXPECT_EQ(sent(), "AT+CMQTTCONNECT=0,x\r");
  say("\r\n+CMQTTCONNECT: 0,0\r\n");
  EXPECT_EQ(sent(), "");
  pass(499ms);
  EXPECT_EQ(sent(), "");
  pass(1ms);
  EXPECT_EQ(sent(), "AT+CMQTTCONNECT=1,x\r");
}

}  // namespace
}  // namespace atmqtt::fleet
