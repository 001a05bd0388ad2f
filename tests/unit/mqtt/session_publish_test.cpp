// Messages of ours: the three flows, Packet Identifiers, re-sending.

#include "base/limits.hpp"
#include "mqtt/encode.hpp"
#include "session_fixture.hpp"

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::octets;
using test::v3_1;

class session_publish : public test::SessionScenario {};
INSTANTIATE_TEST_SUITE_P(feed, session_publish, test::feeds(), test::feed_name);

TEST_P(session_publish, qos_0_is_finished_when_its_last_octet_is_written) {
  connect_clean();
  const Publication first = session_.publish({.topic = "t", .payload = "one"});
  const Publication second = session_.publish({.topic = "t", .retain = true});
  EXPECT_EQ(first.packet_identifier, 0);
  EXPECT_EQ(first.end_position + 5, second.end_position);
  EXPECT_EQ(second.end_position, session_.output_appended());
  EXPECT_EQ(hex(session_.output()), hex(octets("30 06 0001 't' 'one' 31 03 0001 't'")));
  EXPECT_EQ(session_.publications_unfinished(), 2u);
  session_.sent(7, now_);
  EXPECT_LT(session_.output_popped(), first.end_position);
  EXPECT_EQ(session_.publications_unfinished(), 2u);
  session_.sent(1, now_);
  EXPECT_EQ(session_.output_popped(), first.end_position);
  EXPECT_EQ(session_.publications_unfinished(), 1u);
  session_.sent(5, now_);
  EXPECT_EQ(session_.publications_unfinished(), 0u);
}

TEST_P(session_publish, qos_1_is_finished_by_puback) {
  connect_clean();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  expect_written("32 06 0001 't' 0001 'p'");
  EXPECT_EQ(session_.publications_unfinished(), 1u);
  EXPECT_EQ(receive("40 02 0001"), "Published 1");
  EXPECT_EQ(session_.publications_unfinished(), 0u);
  EXPECT_EQ(receive("40 02 0001"), "");
  expect_written("");
}

TEST_P(session_publish, qos_2_is_finished_by_pubcomp) {
  connect_clean();
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  expect_written("34 06 0001 't' 0001 'p'");
  EXPECT_EQ(receive("50 02 0001"), "");
  expect_written("62 02 0001");
  EXPECT_EQ(session_.publications_unfinished(), 1u);
  EXPECT_EQ(receive("70 02 0001"), "Published 1");
  EXPECT_EQ(session_.publications_unfinished(), 0u);
  EXPECT_EQ(receive("70 02 0001"), "");
  expect_written("");
}

TEST_P(session_publish, answers_a_repeated_or_unknown_pubrec) {
  connect_clean();
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  static_cast<void>(written());
  EXPECT_EQ(receive("50 02 0001 50 02 0001 50 02 1234"), "");
  expect_written("62 02 0001 62 02 0001 62 02 1234");
  EXPECT_EQ(receive("70 02 1234 70 02 0001"), "Published 1");
}

TEST_P(session_publish, refuses_a_puback_after_pubrec) {
  connect_clean();
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  EXPECT_EQ(receive("50 02 0001"), "");
  EXPECT_EQ(receive("40 02 0001"),
            "ProtocolError an acknowledgement of the wrong type [3.1.1 4.3]");
}

TEST_P(session_publish, sends_dup_and_retain_as_told_but_no_dup_with_qos_0) {
  connect_clean();
  const Publish message{.topic = "t", .qos = Qos::at_least_once, .retain = true, .dup = true};
  EXPECT_EQ(session_.publish(message).packet_identifier, 1);
  EXPECT_EQ(session_.publish({.topic = "t", .dup = true}).packet_identifier, 0);
  expect_written("3B 05 0001 't' 0001 30 03 0001 't'");
}

TEST_P(session_publish, finishes_messages_in_any_order) {
  connect_clean();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  EXPECT_EQ(publish(Qos::exactly_once), 2);
  EXPECT_EQ(publish(Qos::at_least_once), 3);
  EXPECT_EQ(receive("40 02 0003 50 02 0002 40 02 0001 70 02 0002"),
            "Published 3, Published 1, Published 2");
}

TEST_P(session_publish, takes_16_unfinished_messages) {
  connect_clean();
  for (std::size_t i = 0; i < limits::publish_in_flight_max; ++i) {
    EXPECT_EQ(session_.publications_unfinished(), i);
    EXPECT_EQ(publish(i % 2 == 0 ? Qos::at_most_once : Qos::at_least_once),
              i % 2 == 0 ? 0 : i / 2 + 1);
  }
  EXPECT_EQ(session_.publications_unfinished(), limits::publish_in_flight_max);
  static_cast<void>(written());
  EXPECT_EQ(session_.publications_unfinished(), limits::publish_in_flight_max / 2);
}

TEST(session_identifiers, are_never_reused_in_flight) {
  BufferPool pool;
  test::PacketRecorder recorder;
  Session session(pool, recorder, 0);
  session.link_opened({.client_id = "c"}, Time());
  const auto receive = [&](std::string_view all) { return test::text_of(session.receive(all)); };
  EXPECT_EQ(receive(octets("20 02 0000")), "Connected");
  const auto publish = [&](Qos qos) {
    const std::uint16_t identifier = session.publish({.topic = "t", .qos = qos}).packet_identifier;
    session.sent(session.output().size(), Time());
    return identifier;
  };
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
  const std::string_view filters[] = {"a"};
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  EXPECT_EQ(session.subscribe(subscriptions, false), 2);
  EXPECT_EQ(session.unsubscribe(filters, false), 3);
  EXPECT_EQ(publish(Qos::at_least_once), 4);
  // 1 to 4 stay in flight while all other identifiers are used once.
  for (unsigned expected = 5; expected <= 65'535; ++expected) {
    const std::uint16_t identifier = publish(Qos::at_least_once);
    ASSERT_EQ(identifier, expected);
    std::string puback;
    encode(puback, Puback{identifier});
    ASSERT_EQ(receive(puback), "Published " + std::to_string(identifier));
  }
  EXPECT_EQ(publish(Qos::at_least_once), 5);
  EXPECT_EQ(receive(octets("40 02 0004")), "Published 4");
  EXPECT_EQ(publish(Qos::at_least_once), 6);
}

TEST_P(session_publish, limits_the_requests_that_are_never_answered) {
  connect_clean();
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
  const std::string_view filters[] = {"a"};
  for (std::size_t i = 1; i <= limits::subscribe_in_flight_max; ++i) {
    EXPECT_EQ(session_.subscribe(subscriptions, false), i);
  }
  static_cast<void>(written());
  EXPECT_EQ(session_.subscribe(subscriptions, false), 0);
  EXPECT_EQ(session_.unsubscribe(filters, false), 0);
  expect_written("");
  EXPECT_EQ(receive("90 03 0007 00"), "Subscribed 7: 00 ");
  EXPECT_EQ(session_.unsubscribe(filters, false), 17);
  EXPECT_EQ(receive("B0 02 0011"), "Unsubscribed 17");
}

TEST_P(session_publish, requests_end_with_their_link) {
  connect_kept();
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
  EXPECT_EQ(session_.subscribe(subscriptions, false), 1);
  session_.link_closed();
  connect_kept("20 02 0100");
  expect_written("");
  EXPECT_EQ(receive("90 03 0001 00"), "");
}

TEST_P(session_publish, resumes_in_order_when_the_session_is_present) {
  connect_kept();
  EXPECT_EQ(publish(Qos::exactly_once, "one"), 1);
  EXPECT_EQ(publish(Qos::at_least_once, "two"), 2);
  EXPECT_EQ(publish(Qos::exactly_once, "three"), 3);
  EXPECT_EQ(publish(Qos::exactly_once, "four"), 4);
  EXPECT_EQ(receive("50 02 0003 50 02 0001"), "");
  session_.link_closed();
  EXPECT_EQ(session_.publications_unfinished(), 4u);
  connect_kept("20 02 0100");
  expect_written("3A 08 0001 't' 0002 'two' 62 02 0003 62 02 0001 3C 09 0001 't' 0004 'four'");
  EXPECT_EQ(receive("70 02 0003 70 02 0001 40 02 0002 50 02 0004 70 02 0004"),
            "Published 3, Published 1, Published 2, Published 4");
  expect_written("62 02 0004");
  EXPECT_EQ(session_.publications_unfinished(), 0u);
}

TEST_P(session_publish, resumes_in_3_1_as_if_the_session_were_present) {
  const ConnectOptions kept{.version = v3_1, .clean_session = false, .client_id = "c"};
  connect(kept);
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  EXPECT_EQ(publish(Qos::at_least_once), 2);
  EXPECT_EQ(receive("50 02 0001"), "");
  session_.link_closed();
  connect(kept);
  expect_written("62 02 0001 3A 06 0001 't' 0002 'p'");
}

TEST_P(session_publish, sends_only_publishes_again_when_the_session_is_not_present) {
  connect_kept();
  EXPECT_EQ(publish(Qos::exactly_once, "one"), 1);
  EXPECT_EQ(publish(Qos::at_least_once, "two"), 2);
  EXPECT_EQ(publish(Qos::exactly_once, "three"), 3);
  EXPECT_EQ(receive("50 02 0001"), "");
  session_.link_closed();
  connect_kept("20 02 0000");
  expect_written("3A 08 0001 't' 0002 'two' 3C 0A 0001 't' 0003 'three'");
  EXPECT_EQ(session_.publications_unfinished(), 2u);
}

TEST_P(session_publish, sends_again_on_each_connection_until_finished) {
  connect_kept();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  for (int i = 0; i < 3; ++i) {
    session_.link_closed();
    connect_kept("20 02 0100");
    expect_written("3A 06 0001 't' 0001 'p'");
  }
  EXPECT_EQ(publish(Qos::at_least_once), 2);
  EXPECT_EQ(receive("40 02 0001"), "Published 1");
}

TEST_P(session_publish, keeps_its_state_when_a_connection_fails_before_connack) {
  connect_kept();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  session_.link_closed();
  session_.link_opened({.clean_session = false, .client_id = "c"}, now_);
  session_.link_closed();
  session_.link_opened({.clean_session = false, .client_id = "c"}, now_);
  EXPECT_EQ(receive("20 02 0003"), "Refused 3");
  session_.link_closed();
  connect_kept("20 02 0100");
  expect_written("3A 06 0001 't' 0001 'p'");
}

TEST_P(session_publish, forgets_a_clean_session_with_its_link) {
  connect_clean();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  session_.link_closed();
  EXPECT_EQ(session_.publications_unfinished(), 0u);
  connect_kept();
  expect_written("");
}

TEST_P(session_publish, forgets_a_kept_session_when_a_clean_one_is_asked_for) {
  connect_kept();
  EXPECT_EQ(publish(Qos::at_least_once), 1);
  session_.link_closed();
  session_.link_opened({.clean_session = true, .client_id = "c"}, now_);
  session_.link_closed();
  connect_kept("20 02 0100");
  expect_written("");
}

TEST_P(session_publish, forgets_the_session_when_told_to) {
  connect_kept();
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  session_.link_closed();
  session_.discard_state();
  EXPECT_EQ(session_.publications_unfinished(), 0u);
  connect_kept("20 02 0100");
  expect_written("");
}

TEST(session_death_test, needs_a_connection_for_requests) {
  BufferPool pool;
  test::PacketRecorder recorder;
  Session session(pool, recorder, 0);
  std::string_view none;
  EXPECT_DEATH(static_cast<void>(session.publish({.topic = "t"})), "is_connected");
  EXPECT_DEATH(session.disconnect(), "is_connected");
  EXPECT_DEATH(static_cast<void>(session.receive(none)), "Link::none");
}

}  // namespace
}  // namespace atmqtt::mqtt
