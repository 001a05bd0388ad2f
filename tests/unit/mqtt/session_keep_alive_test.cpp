#include "session_fixture.hpp"

namespace atmqtt::mqtt {
namespace {

using test::text_of;

class session_keep_alive : public test::SessionScenario {
 protected:
  /// A connection with a keep alive of 60 s and a ping time-out of 20 s; CONNECT is written at 0 s.
  void connect_with_keep_alive() {
    session_.set_options({.ping_timeout_max = std::chrono::seconds(20)});
    connect({.keep_alive_s = 60, .client_id = "c"});
  }

  std::string on_time(int second) {
    now_ = at(second);
    return text_of(session_.on_time(now_));
  }
};
INSTANTIATE_TEST_SUITE_P(feed, session_keep_alive, test::feeds(), test::feed_name);

TEST_P(session_keep_alive, pings_an_idle_server) {
  connect_with_keep_alive();
  EXPECT_EQ(session_.deadline(), at(60));
  EXPECT_EQ(on_time(59), "Nothing");
  expect_written("");
  EXPECT_EQ(on_time(60), "Nothing");
  expect_written("C0 00");
  EXPECT_EQ(session_.deadline(), at(80));
  EXPECT_EQ(receive("D0 00"), "");
  EXPECT_EQ(session_.deadline(), at(120));
}

TEST_P(session_keep_alive, does_not_ping_while_other_packets_are_sent) {
  connect_with_keep_alive();
  now_ = at(50);
  EXPECT_EQ(publish(Qos::at_most_once), 0);
  EXPECT_EQ(session_.deadline(), at(60)) << "appended is not yet sent";
  static_cast<void>(written());
  EXPECT_EQ(session_.deadline(), at(110));
  now_ = at(70);
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p'"), "Message t=p qos 1 id 1");
  static_cast<void>(written());
  EXPECT_EQ(session_.deadline(), at(130));
}

TEST_P(session_keep_alive, tells_that_a_ping_was_not_answered) {
  connect_with_keep_alive();
  EXPECT_EQ(on_time(60), "Nothing");
  expect_written("C0 00");
  EXPECT_EQ(receive("30 03 0001 't'"), "Message t= qos 0 id 0");
  EXPECT_EQ(on_time(79), "Nothing");
  EXPECT_EQ(on_time(80), "PingUnanswered");
}

TEST_P(session_keep_alive, tells_that_a_ping_could_not_be_written) {
  connect_with_keep_alive();
  EXPECT_EQ(publish(Qos::at_most_once), 0);
  EXPECT_EQ(on_time(60), "Nothing");
  session_.sent(session_.output().size() - 1, at(70));
  EXPECT_EQ(session_.deadline(), at(80));
  EXPECT_EQ(on_time(80), "PingUnsent");
}

TEST_P(session_keep_alive, waits_while_reading_is_paused) {
  connect_with_keep_alive();
  EXPECT_EQ(on_time(60), "Nothing");
  expect_written("C0 00");
  session_.set_reading_paused(true, at(70));
  EXPECT_EQ(on_time(119), "Nothing");
  session_.set_reading_paused(false, at(119));
  EXPECT_EQ(on_time(128), "Nothing");
  EXPECT_EQ(on_time(129), "PingUnanswered");
}

TEST_P(session_keep_alive, reads_again_on_a_new_link) {
  connect_with_keep_alive();
  session_.set_reading_paused(true, at(0));
  session_.link_closed();
  connect_with_keep_alive();
  EXPECT_EQ(on_time(60), "Nothing");
  expect_written("C0 00");
  EXPECT_EQ(on_time(80), "PingUnanswered");
}

TEST_P(session_keep_alive, is_silent_without_a_connection) {
  EXPECT_EQ(session_.deadline(), never);
  EXPECT_EQ(on_time(1), "Nothing");
  session_.link_opened({.keep_alive_s = 1, .client_id = "c"}, now_);
  EXPECT_EQ(session_.deadline(), never);
  EXPECT_EQ(on_time(100), "Nothing");
  static_cast<void>(written());
  EXPECT_EQ(receive("20 02 0000"), "Connected");
  EXPECT_EQ(session_.deadline(), at(101));
  session_.link_closed();
  EXPECT_EQ(session_.deadline(), never);
}

TEST_P(session_keep_alive, is_off_when_it_is_zero) {
  connect({.keep_alive_s = 0, .client_id = "c"});
  EXPECT_EQ(session_.deadline(), never);
}

}  // namespace
}  // namespace atmqtt::mqtt
