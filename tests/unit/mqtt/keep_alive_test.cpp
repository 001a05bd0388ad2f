#include "mqtt/keep_alive.hpp"

#include <gtest/gtest.h>

namespace atmqtt::mqtt {
namespace {

using Due = KeepAlive::Due;
using std::chrono::seconds;

constexpr Time start{};

Time at(int second) { return start + seconds(second); }

/// Nothing is due before `time`, and then `due`.
void expect_due(const KeepAlive& keep_alive, Due due, Time time) {
  EXPECT_EQ(keep_alive.deadline(), time);
  EXPECT_EQ(keep_alive.due(time - Duration(1)), Due::nothing);
  EXPECT_EQ(keep_alive.due(time), due);
  EXPECT_EQ(keep_alive.due(time + seconds(1000)), due);
}

/// A keep alive of 60 s with a time-out of 20 s, started at 0 s.
KeepAlive started() {
  KeepAlive keep_alive;
  keep_alive.start(seconds(60), seconds(20), start);
  return keep_alive;
}

TEST(keep_alive, is_never_due_when_it_is_zero) {
  KeepAlive keep_alive;
  keep_alive.start(seconds(0), seconds(20), start);
  EXPECT_EQ(keep_alive.deadline(), never);
  EXPECT_EQ(keep_alive.due(at(1'000'000)), Due::nothing);
  keep_alive.set_reading_paused(true, at(1));
  EXPECT_EQ(keep_alive.deadline(), never);
}

TEST(keep_alive, pings_when_nothing_was_sent_for_the_interval) {
  KeepAlive keep_alive = started();
  expect_due(keep_alive, Due::ping, at(60));
  keep_alive.sent(10, at(59));
  expect_due(keep_alive, Due::ping, at(119));
}

TEST(keep_alive, waits_for_the_ping_to_be_written) {
  KeepAlive keep_alive = started();
  keep_alive.ping_appended(100, at(60));
  expect_due(keep_alive, Due::unsent, at(80));
  keep_alive.sent(99, at(70));
  expect_due(keep_alive, Due::unsent, at(80));
  keep_alive.sent(100, at(79));
  expect_due(keep_alive, Due::unanswered, at(99));
}

TEST(keep_alive, waits_for_the_answer_from_when_the_ping_was_written) {
  KeepAlive keep_alive = started();
  keep_alive.ping_appended(100, at(60));
  keep_alive.sent(100, at(65));
  expect_due(keep_alive, Due::unanswered, at(85));
  keep_alive.sent(200, at(80));
  expect_due(keep_alive, Due::unanswered, at(85));
  keep_alive.ping_answered();
  expect_due(keep_alive, Due::ping, at(140));
}

TEST(keep_alive, waits_no_longer_than_the_interval) {
  KeepAlive keep_alive;
  keep_alive.start(seconds(5), seconds(120), start);
  keep_alive.ping_appended(2, at(5));
  expect_due(keep_alive, Due::unsent, at(10));
  keep_alive.sent(2, at(6));
  expect_due(keep_alive, Due::unanswered, at(11));
}

TEST(keep_alive, ignores_answers_that_nobody_waits_for) {
  KeepAlive keep_alive = started();
  keep_alive.ping_answered();
  expect_due(keep_alive, Due::ping, at(60));
  keep_alive.ping_appended(2, at(60));
  keep_alive.ping_answered();
  expect_due(keep_alive, Due::unsent, at(80));
}

TEST(keep_alive, stops_the_wait_for_the_answer_while_reading_is_paused) {
  KeepAlive keep_alive = started();
  keep_alive.ping_appended(2, at(60));
  keep_alive.sent(2, at(60));
  keep_alive.set_reading_paused(true, at(75));
  EXPECT_EQ(keep_alive.due(at(100)), Due::nothing);
  keep_alive.set_reading_paused(true, at(90));
  keep_alive.set_reading_paused(false, at(100));
  expect_due(keep_alive, Due::unanswered, at(105));
}

TEST(keep_alive, starts_the_wait_only_with_the_reading_when_paused_before) {
  KeepAlive keep_alive = started();
  keep_alive.set_reading_paused(true, at(10));
  keep_alive.ping_appended(2, at(60));
  expect_due(keep_alive, Due::unsent, at(80));
  keep_alive.sent(2, at(61));
  keep_alive.set_reading_paused(false, at(100));
  expect_due(keep_alive, Due::unanswered, at(120));
}

TEST(keep_alive, keeps_the_server_informed_while_reading_is_paused) {
  KeepAlive keep_alive = started();
  keep_alive.ping_appended(2, at(60));
  keep_alive.sent(2, at(60));
  keep_alive.set_reading_paused(true, at(70));
  expect_due(keep_alive, Due::ping, at(120));
  keep_alive.ping_appended(4, at(120));
  expect_due(keep_alive, Due::unsent, at(140));
  keep_alive.sent(4, at(130));
  expect_due(keep_alive, Due::ping, at(190));
  keep_alive.set_reading_paused(false, at(150));
  expect_due(keep_alive, Due::unanswered, at(170));
}

TEST(keep_alive, begins_anew_with_each_link) {
  KeepAlive keep_alive = started();
  keep_alive.set_reading_paused(true, at(10));
  keep_alive.ping_appended(2, at(60));
  keep_alive.start(seconds(30), seconds(20), at(100));
  expect_due(keep_alive, Due::ping, at(130));
}

}  // namespace
}  // namespace atmqtt::mqtt
