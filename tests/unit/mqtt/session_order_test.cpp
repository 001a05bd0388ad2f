#include "session_fixture.hpp"

namespace atmqtt::mqtt {
namespace {

/// What MQTT 3.1.1 demands of the order of packets (4.6) and of texts that stay as they are.
class session_order : public test::SessionScenario {};
INSTANTIATE_TEST_SUITE_P(feed, session_order, test::feeds(), test::feed_name);

TEST_P(session_order, acknowledges_messages_as_they_were_received) {
  connect_clean();
  EXPECT_EQ(receive("32 06 0001 't' 0007 'a' 34 06 0001 't' 0003 'b' 32 06 0001 't' 0005 'c' "
                    "34 06 0001 't' 0001 'd'"),
            "Message t=a qos 1 id 7, Message t=b qos 2 id 3, Message t=c qos 1 id 5, "
            "Message t=d qos 2 id 1");
  expect_written("40 02 0007 50 02 0003 40 02 0005 50 02 0001");
}

TEST_P(session_order, completes_messages_as_they_were_released) {
  connect_clean();
  static_cast<void>(receive("34 06 0001 't' 0001 'a' 34 06 0001 't' 0002 'b'"));
  static_cast<void>(written());
  EXPECT_EQ(receive("62 02 0002 62 02 0001"), "");
  expect_written("70 02 0002 70 02 0001");
}

TEST_P(session_order, releases_messages_as_their_pubrecs_came) {
  connect_clean();
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(publish(Qos::exactly_once), i);
  static_cast<void>(written());
  EXPECT_EQ(receive("50 02 0002 50 02 0003 50 02 0001"), "");
  expect_written("62 02 0002 62 02 0003 62 02 0001");
}

TEST_P(session_order, publishes_as_it_was_told) {
  connect_clean();
  EXPECT_EQ(publish(Qos::exactly_once, "a"), 1);
  EXPECT_EQ(publish(Qos::at_most_once, "b"), 0);
  EXPECT_EQ(publish(Qos::at_least_once, "c"), 2);
  expect_written("34 06 0001 't' 0001 'a' 30 04 0001 't' 'b' 32 06 0001 't' 0002 'c'");
}

TEST_P(session_order, leaves_a_topic_as_it_is) {
  connect_clean();
  // A byte order mark, which belongs to the text, and a letter with a diaeresis written in two
  // ways.
  EXPECT_EQ(receive("30 06 0004 EFBBBF 't' 30 04 0002 C3A4 30 05 0003 61CC88"),
            "Message \xEF\xBB\xBFt= qos 0 id 0, Message \xC3\xA4= qos 0 id 0, "
            "Message a\xCC\x88= qos 0 id 0");
  for (const char* topic : {"\xEF\xBB\xBFt", "\xC3\xA4", "a\xCC\x88"}) {
    static_cast<void>(session_.publish({.topic = topic}));
  }
  expect_written("30 06 0004 EFBBBF 't' 30 04 0002 C3A4 30 05 0003 61CC88");
}

}  // namespace
}  // namespace atmqtt::mqtt
