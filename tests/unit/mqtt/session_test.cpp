#include "session_fixture.hpp"

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::octets;
using test::text_of;
using test::v3_1;

class session : public test::SessionScenario {};
INSTANTIATE_TEST_SUITE_P(feed, session, test::feeds(), test::feed_name);

TEST_P(session, sends_connect_and_is_connected_by_connack) {
  session_.link_opened({.clean_session = true, .keep_alive_s = 60, .client_id = "dev"}, now_);
  EXPECT_FALSE(session_.is_connected());
  expect_written("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'");
  EXPECT_EQ(receive("20 02 0000"), "Connected");
  EXPECT_TRUE(session_.is_connected());
  expect_written("");
}

TEST_P(session, sends_everything_that_connect_can_hold) {
  session_.link_opened({.version = v3_1,
                        .clean_session = false,
                        .keep_alive_s = 1,
                        .client_id = "c",
                        .will = Will{"w", "m", Qos::exactly_once, false},
                        .user_name = "u",
                        .password = "p"},
                       now_);
  expect_written("10 1B 0006 'MQIsdp' 03 D4 0001 0001 'c' 0001 'w' 0001 'm' 0001 'u' 0001 'p'");
}

TEST_P(session, tells_each_refusal) {
  for (int code = 1; code <= 5; ++code) {
    session_.link_opened({.client_id = "c"}, now_);
    EXPECT_EQ(receive("20 02 000" + std::to_string(code)), "Refused " + std::to_string(code));
    EXPECT_FALSE(session_.is_connected());
    EXPECT_EQ(receive("20 02 0000 FF"), "");
    session_.link_closed();
  }
}

TEST_P(session, tells_session_present) {
  session_.link_opened({.clean_session = false, .client_id = "c"}, now_);
  EXPECT_EQ(receive("20 02 0100"), "Connected, session present");
}

TEST_P(session, assumes_session_present_in_3_1_when_not_clean) {
  session_.link_opened({.version = v3_1, .clean_session = false, .client_id = "c"}, now_);
  EXPECT_EQ(receive("20 02 0000"), "Connected, session present");
  session_.link_closed();
  session_.link_opened({.version = v3_1, .clean_session = true, .client_id = "c"}, now_);
  EXPECT_EQ(receive("20 02 FF00"), "Connected");
}

TEST_P(session, refuses_session_present_after_a_clean_session_was_asked_for) {
  session_.link_opened({.clean_session = true, .client_id = "c"}, now_);
  EXPECT_EQ(receive("20 02 0100"),
            "ProtocolError session present after a clean session was asked for [MQTT-3.2.2-1]");
}

TEST_P(session, refuses_a_packet_before_connack) {
  for (const char* packet : {"D0 00", "30 03 0001 't'", "40 02 0001", "E0 00"}) {
    session_.link_opened({.client_id = "c"}, now_);
    EXPECT_EQ(receive(packet).substr(0, 13), "ProtocolError") << packet;
    EXPECT_FALSE(session_.is_connected());
    session_.link_closed();
  }
}

TEST_P(session, refuses_what_a_server_never_sends) {
  for (const char* packet :
       {"10 0C 0004 'MQTT' 04 02 0000 0000", "82 06 0001 0001 'a' 00", "A2 05 0001 0001 'a'",
        "C0 00", "E0 00", "00 00", "F0 00", "20 02 0000", "20 02 0001"}) {
    connect_clean();
    EXPECT_EQ(receive(packet).substr(0, 13), "ProtocolError") << packet;
    EXPECT_FALSE(session_.is_connected());
    session_.link_closed();
  }
}

TEST_P(session, drops_everything_after_a_protocol_error) {
  connect_clean();
  EXPECT_EQ(receive("40 02 0000 32 06 0001 't' 0001 'p'"),
            "ProtocolError Packet Identifier 0 [MQTT-2.3.1-1]");
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p' FF FF"), "");
  expect_written("");
  EXPECT_EQ(session_.deadline(), never);
  session_.link_closed();
  connect_clean();
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p'"), "Message t=p qos 1 id 1");
}

TEST_P(session, subscribes_to_several_filters_in_one_packet) {
  connect_clean();
  const Subscription subscriptions[] = {{"a/#", Qos::at_least_once}, {"b", Qos::exactly_once}};
  EXPECT_EQ(session_.subscribe(subscriptions, false), 1);
  expect_written("82 0C 0001 0003 'a/#' 01 0001 'b' 02");
  EXPECT_EQ(receive("90 04 0001 01 80"), "Subscribed 1: 01 80 ");
}

TEST_P(session, unsubscribes_from_several_filters_in_one_packet) {
  connect_clean();
  const std::string_view filters[] = {"a/#", "b"};
  EXPECT_EQ(session_.unsubscribe(filters, false), 1);
  expect_written("A2 0A 0001 0003 'a/#' 0001 'b'");
  EXPECT_EQ(receive("B0 02 0001"), "Unsubscribed 1");
}

TEST_P(session, sends_dup_of_subscribe_and_unsubscribe_only_in_3_1) {
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
  const std::string_view filters[] = {"a"};
  connect_clean();
  EXPECT_EQ(session_.subscribe(subscriptions, true), 1);
  EXPECT_EQ(session_.unsubscribe(filters, true), 2);
  expect_written("82 06 0001 0001 'a' 00 A2 05 0002 0001 'a'");
  session_.link_closed();
  connect({.version = v3_1, .client_id = "c"});
  EXPECT_EQ(session_.subscribe(subscriptions, true), 3);
  EXPECT_EQ(session_.unsubscribe(filters, true), 4);
  expect_written("8A 06 0003 0001 'a' 00 AA 05 0004 0001 'a'");
}

TEST_P(session, refuses_a_suback_with_another_number_of_codes) {
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}, {"b", Qos::at_most_once}};
  for (const char* suback : {"90 03 0001 00", "90 05 0002 00 00 00"}) {
    connect_clean();
    static_cast<void>(session_.subscribe(subscriptions, false));
    EXPECT_EQ(
        receive(suback),
        "ProtocolError SUBACK with another number of return codes than filters [MQTT-3.8.4-5]");
    session_.link_closed();
  }
}

TEST_P(session, takes_a_suback_as_large_as_the_limit_and_none_larger) {
  connect_clean();
  const std::vector<Subscription> subscriptions(5120, Subscription{"a", Qos::at_most_once});
  EXPECT_EQ(session_.subscribe(subscriptions, false), 1);
  std::string zeros;
  for (int i = 0; i < 5120; ++i) zeros += "00";
  EXPECT_EQ(receive("90 8228 0001" + zeros).substr(0, 13), "Subscribed 1:");
  EXPECT_EQ(receive("90 8328"), "ProtocolError a packet above the size limit");
}

TEST_P(session, ignores_late_and_repeated_acknowledgements) {
  connect_clean();
  EXPECT_EQ(receive("90 03 0001 00 B0 02 0001 40 02 0001 70 02 0001 D0 00"), "");
  expect_written("");
  EXPECT_TRUE(session_.is_connected());
}

TEST_P(session, refuses_acknowledgements_of_the_wrong_type) {
  struct Case {
    char request;  // 1 or 2: a PUBLISH of this QoS, s: SUBSCRIBE, u: UNSUBSCRIBE
    const char* acknowledgement;
  };
  const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
  const std::string_view filters[] = {"a"};
  for (const Case& each :
       {Case{'1', "50 02 0001"}, Case{'1', "70 02 0001"}, Case{'1', "90 03 0001 00"},
        Case{'1', "B0 02 0001"}, Case{'2', "40 02 0001"}, Case{'2', "70 02 0001"},
        Case{'2', "90 03 0001 00"}, Case{'2', "B0 02 0001"}, Case{'s', "40 02 0001"},
        Case{'s', "50 02 0001"}, Case{'s', "70 02 0001"}, Case{'s', "B0 02 0001"},
        Case{'u', "40 02 0001"}, Case{'u', "50 02 0001"}, Case{'u', "70 02 0001"},
        Case{'u', "90 03 0001 00"}}) {
    Session fresh(pool_, recorder_, 0);
    std::swap(fresh, session_);
    connect_clean();
    std::uint16_t identifier = 0;
    if (each.request == '1') identifier = publish(Qos::at_least_once);
    if (each.request == '2') identifier = publish(Qos::exactly_once);
    if (each.request == 's') identifier = session_.subscribe(subscriptions, false);
    if (each.request == 'u') identifier = session_.unsubscribe(filters, false);
    EXPECT_EQ(identifier, 1);
    EXPECT_EQ(receive(each.acknowledgement),
              "ProtocolError an acknowledgement of the wrong type [3.1.1 4.3]")
        << each.request << ' ' << each.acknowledgement;
  }
}

TEST_P(session, sends_disconnect_and_nothing_after_it) {
  connect({.keep_alive_s = 10, .client_id = "c"});
  acknowledges_ = false;
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p'"), "Message t=p qos 1 id 1");
  session_.disconnect();
  EXPECT_FALSE(session_.is_connected());
  session_.acknowledge({.qos = Qos::at_least_once, .packet_identifier = 1});
  EXPECT_EQ(receive("32 06 0001 't' 0002 'p' 62 02 0001"), "");
  EXPECT_EQ(session_.deadline(), never);
  EXPECT_EQ(text_of(session_.on_time(at(1000))), "Nothing");
  expect_written("E0 00");
}

TEST_P(session, forgets_the_link_when_it_is_closed) {
  connect_kept();
  EXPECT_EQ(publish(Qos::at_most_once), 0);
  EXPECT_EQ(session_.publications_unfinished(), 1u);
  EXPECT_EQ(receive("30 05 0001"), "");
  const std::uint64_t appended = session_.output_appended();
  session_.link_closed();
  EXPECT_EQ(session_.output(), "");
  EXPECT_EQ(session_.output_popped(), appended);
  EXPECT_EQ(session_.publications_unfinished(), 0u);
  session_.link_closed();
  connect_kept();
  EXPECT_EQ(receive("D0 00"), "");
  EXPECT_TRUE(session_.is_connected());
}

TEST_P(session, traces_every_packet) {
  recorder_.is_tracing_ = true;
  connect_kept();
  EXPECT_EQ(publish(Qos::exactly_once), 1);
  EXPECT_EQ(receive("50 02 0001 34 06 0001 't' 0009 'x'"), "Message t=x qos 2 id 9");
  session_.link_closed();
  connect_kept("20 02 0100");
  const std::vector<std::string> expected{
      "1 > CONNECT 3.1.1 client_id=\"c\" clean_session=0 keep_alive=0",
      "1 < CONNACK session_present=0 code=0",
      "1 > PUBLISH topic=\"t\" qos=2 retain=0 dup=0 id=1 payload=(1 octets) \"p\"",
      "1 < PUBREC id=1",
      "1 > PUBREL id=1",
      "1 < PUBLISH topic=\"t\" qos=2 retain=0 dup=0 id=9 payload=(1 octets) \"x\"",
      "1 > PUBREC id=9",
      "1 > CONNECT 3.1.1 client_id=\"c\" clean_session=0 keep_alive=0",
      "1 < CONNACK session_present=1 code=0",
      "1 > PUBREL id=1"};
  EXPECT_EQ(recorder_.packets, expected);
}

TEST(session_feed, takes_one_packet_at_a_time_and_leaves_the_tail) {
  BufferPool pool;
  test::PacketRecorder recorder;
  Session session(pool, recorder, 0);
  session.link_opened({.client_id = "c"}, Time());
  const std::string all = octets("20 02 0000 30 04 0001 't' 'p' D0");
  std::string_view rest = all;
  EXPECT_EQ(text_of(session.receive(rest)), "Connected");
  EXPECT_EQ(hex(rest), hex(octets("30 04 0001 't' 'p' D0")));
  const Event event = session.receive(rest);
  EXPECT_EQ(text_of(event), "Message t=p qos 0 id 0");
  EXPECT_EQ(std::get<Message>(event).payload.data(), all.data() + 9) << "a view of the octets";
  EXPECT_EQ(hex(rest), "D0 ");
  EXPECT_EQ(text_of(session.receive(rest)), "Nothing");
  EXPECT_EQ(rest, "");
}

}  // namespace
}  // namespace atmqtt::mqtt
