#include "base/limits.hpp"
#include "bench.hpp"
#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

/// TOPIC PAYLOAD PUB SUBTOPIC SUB UNSUBTOPIC UNSUB and received messages (C6 to C10, E1 to E10).
namespace atmqtt::cmqtt {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::Bench;
using test::octets;
using test::ok;
using test::ok_then;
using test::refused;
using test::text;

std::string group(std::string_view topic, std::string_view payload) {
  return "\r\n+CMQTTRXSTART: 0," + std::to_string(topic.size()) + ',' +
         std::to_string(payload.size()) + "\r\n+CMQTTRXTOPIC: 0," + std::to_string(topic.size()) +
         "\r\n" + std::string(topic) + "\r\n+CMQTTRXPAYLOAD: 0," + std::to_string(payload.size()) +
         "\r\n" + std::string(payload) + "\r\n+CMQTTRXEND: 0\r\n";
}

class client_messages : public testing::Test {
 protected:
  client_messages() {
    bench.go_online();
    (void)bench.pass(1s);  // so that no result has just been written
  }

  std::string publish(std::string_view rest, std::string_view topic = "t",
                      std::string_view payload = "hi") {
    EXPECT_EQ(bench.enter("+CMQTTTOPIC=0," + std::to_string(topic.size()), topic), ok);
    if (!payload.empty()) {
      EXPECT_EQ(bench.enter("+CMQTTPAYLOAD=0," + std::to_string(payload.size()), payload), ok);
    }
    return bench.at("+CMQTTPUB=0," + std::string(rest));
  }

  Bench bench;
};

TEST_F(client_messages, publishes_qos_0_until_the_packet_is_in_the_socket) {
  EXPECT_EQ(publish("0,60"), ok);
  const std::string packet(bench.service.client(0).link_output());
  EXPECT_EQ(packet, octets("30 05 0001 't' 'hi'"));
  EXPECT_EQ(bench.on_link(0, LinkSent{packet.size() - 1}), "");
  EXPECT_EQ(bench.on_link(0, LinkSent{1}), text("+CMQTTPUB: 0,0"));
}

TEST_F(client_messages, publishes_qos_1_until_puback) {
  EXPECT_EQ(publish("1,60"), ok);
  EXPECT_EQ(bench.sent(), octets("32 07 0001 't' 0001 'hi'"));
  EXPECT_EQ(bench.last_answer, "");
  EXPECT_EQ(bench.receive(0, "40 02 0001"), text("+CMQTTPUB: 0,0"));
}

TEST_F(client_messages, publishes_qos_2_until_pubcomp) {
  EXPECT_EQ(publish("2,60"), ok);
  (void)bench.sent();
  EXPECT_EQ(bench.receive(0, "50 02 0001"), "");
  EXPECT_EQ(bench.sent(), octets("62 02 0001"));
  EXPECT_EQ(bench.receive(0, "70 02 0001"), text("+CMQTTPUB: 0,0"));
}

TEST_F(client_messages, sends_retain_and_dup_as_asked) {
  (void)publish("1,60,1,1");
  EXPECT_EQ(bench.sent(), octets("3B 07 0001 't' 0001 'hi'"));
  (void)bench.receive(0, "40 02 0001");
  (void)publish("0,60,0,1");
  EXPECT_EQ(bench.sent(), octets("30 05 0001 't' 'hi'")) << "DUP needs qos > 0";
}

TEST_F(client_messages, publishes_an_empty_message_without_a_payload) {
  (void)publish("0,60", "t", "");
  EXPECT_EQ(bench.sent(), octets("30 03 0001 't'"));
}

TEST_F(client_messages, publishes_payloads_of_all_octets) {
  const std::string all = support::every_octet();
  (void)publish("0,60", "t", all);
  EXPECT_EQ(bench.sent(), octets("30 83 02 0001 't'") + all);
}

TEST_F(client_messages, reports_17_when_the_time_of_pub_is_over_and_nothing_later) {
  (void)publish("1,60");
  (void)bench.sent();
  EXPECT_EQ(bench.pass(60s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), text("+CMQTTPUB: 0,17"));
  EXPECT_EQ(bench.receive(0, "40 02 0001"), "");
  EXPECT_EQ(publish("1,60"), ok);
}

TEST_F(client_messages, has_room_for_16_unfinished_messages) {
  for (std::size_t i = 0; i < limits::publish_in_flight_max; ++i) {
    ASSERT_EQ(publish("1,60"), ok) << i;
    ASSERT_EQ(bench.pass(60s), text("+CMQTTPUB: 0,17"));
    (void)bench.sent();
    (void)bench.receive(0, "D0 00");
  }
  EXPECT_EQ(publish("1,60"), refused("+CMQTTPUB: 0,14"));
  EXPECT_EQ(bench.receive(0, "40 02 0003"), "");
  EXPECT_EQ(bench.at("+CMQTTPUB=0,1,60"), ok) << "what was entered survives the refusal";
}

TEST_F(client_messages, forgets_topic_and_payload_only_when_pub_passes_its_checks) {
  (void)bench.enter("+CMQTTTOPIC=0,1", "t");
  (void)bench.enter("+CMQTTPAYLOAD=0,2", "hi");
  EXPECT_EQ(bench.at("+CMQTTPUB=0,3,60"), refused("+CMQTTPUB: 0,12"));
  (void)bench.enter("+CMQTTTOPIC=0,1", "u");
  EXPECT_EQ(bench.at("+CMQTTPUB=0,0,60"), ok);
  EXPECT_EQ(bench.sent(), octets("30 05 0001 'u' 'hi'")) << "a later topic replaces the earlier";
  EXPECT_EQ(bench.at("+CMQTTPUB=0,0,60"), refused("+CMQTTPUB: 0,18"));
}

TEST_F(client_messages, keeps_what_was_entered_over_the_loss_of_the_connection) {
  (void)bench.enter("+CMQTTTOPIC=0,1", "t");
  (void)bench.enter("+CMQTTSUBTOPIC=0,1,1", "s");
  (void)bench.on_link(0, LinkClosed{LinkEnd::closed, ""});
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTPUB=0,0,60"), ok);
  EXPECT_EQ(bench.sent(), octets("30 03 0001 't'"));
  EXPECT_EQ(bench.at("+CMQTTSUB=0"), ok);
  EXPECT_EQ(bench.sent(), octets("82 06 0001 0001 's' 01"));
}

TEST_F(client_messages, forgets_what_was_entered_when_released) {
  (void)bench.enter("+CMQTTTOPIC=0,1", "t");
  (void)bench.enter("+CMQTTSUBTOPIC=0,1,1", "s");
  (void)bench.enter("+CMQTTUNSUBTOPIC=0,1", "s");
  (void)bench.on_link(0, LinkClosed{LinkEnd::closed, ""});
  (void)bench.at("+CMQTTREL=0");
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTPUB=0,0,60"), refused("+CMQTTPUB: 0,18"));
  EXPECT_EQ(bench.at("+CMQTTSUB=0"), refused("+CMQTTSUB: 0,18"));
  EXPECT_EQ(bench.at("+CMQTTUNSUB=0,0"), refused("+CMQTTUNSUB: 0,18"));
}

TEST_F(client_messages, checks_a_topic_when_it_has_been_entered) {
  EXPECT_EQ(bench.enter("+CMQTTTOPIC=0,2", "a\xFF"), refused("+CMQTTTOPIC: 0,2"));
  EXPECT_EQ(bench.enter("+CMQTTTOPIC=0,3", "a/#"), refused("+CMQTTTOPIC: 0,12"));
  EXPECT_EQ(bench.enter("+CMQTTTOPIC=0,2", "\0a"sv), refused("+CMQTTTOPIC: 0,18"));
  EXPECT_EQ(bench.enter("+CMQTTSUBTOPIC=0,3,0", "#/a"), refused("+CMQTTSUBTOPIC: 0,12"));
  EXPECT_EQ(bench.enter("+CMQTTSUB=0,2,0", "a#"), refused("+CMQTTSUB: 0,12"));
  EXPECT_EQ(bench.enter("+CMQTTUNSUB=0,2,0", "a#"), refused("+CMQTTUNSUB: 0,12"));
  EXPECT_EQ(bench.enter("+CMQTTUNSUBTOPIC=0,1", "\xFF"), refused("+CMQTTUNSUBTOPIC: 0,2"));
  EXPECT_EQ(bench.at("+CMQTTPUB=0,0,60"), refused("+CMQTTPUB: 0,18")) << "nothing was kept";
}

TEST_F(client_messages, subscribes_to_all_cached_topics_in_one_packet) {
  (void)bench.enter("+CMQTTSUBTOPIC=0,3,1", "a/b");
  (void)bench.enter("+CMQTTSUBTOPIC=0,3,2", "c/#");
  EXPECT_EQ(bench.at("+CMQTTSUB=0,0"), ok);
  EXPECT_EQ(bench.sent(), octets("82 0E 0001 0003 'a/b' 01 0003 'c/#' 02"));
  EXPECT_EQ(bench.receive(0, "90 04 0001 01 02"), text("+CMQTTSUB: 0,0"));
  EXPECT_EQ(bench.at("+CMQTTSUB=0,0"), refused("+CMQTTSUB: 0,18"));
}

TEST_F(client_messages, leaves_the_cache_alone_in_a_subscription_in_one_step) {
  (void)bench.enter("+CMQTTSUBTOPIC=0,3,1", "a/b");
  EXPECT_EQ(bench.enter("+CMQTTSUB=0,1,2", "s"), ok);
  EXPECT_EQ(bench.sent(), octets("82 06 0001 0001 's' 02"));
  EXPECT_EQ(bench.receive(0, "90 03 0001 02"), text("+CMQTTSUB: 0,0"));
  EXPECT_EQ(bench.at("+CMQTTSUB=0"), ok);
  EXPECT_EQ(bench.sent(), octets("82 08 0002 0003 'a/b' 01"));
}

TEST_F(client_messages, reports_1_when_a_subscription_is_refused) {
  (void)bench.enter("+CMQTTSUBTOPIC=0,1,1", "a");
  (void)bench.enter("+CMQTTSUBTOPIC=0,1,1", "b");
  (void)bench.at("+CMQTTSUB=0");
  EXPECT_EQ(bench.receive(0, "90 04 0001 01 80"), text("+CMQTTSUB: 0,1"));
}

TEST_F(client_messages, unsubscribes_in_both_forms) {
  (void)bench.enter("+CMQTTUNSUBTOPIC=0,1", "a");
  (void)bench.enter("+CMQTTUNSUBTOPIC=0,1", "b");
  EXPECT_EQ(bench.at("+CMQTTUNSUB=0,0"), ok);
  EXPECT_EQ(bench.sent(), octets("A2 08 0001 0001 'a' 0001 'b'"));
  EXPECT_EQ(bench.receive(0, "B0 02 0001"), text("+CMQTTUNSUB: 0,0"));
  EXPECT_EQ(bench.enter("+CMQTTUNSUB=0,1,0", "c"), ok);
  EXPECT_EQ(bench.sent(), octets("A2 05 0002 0001 'c'"));
  EXPECT_EQ(bench.receive(0, "B0 02 0002"), text("+CMQTTUNSUB: 0,0"));
}

TEST_F(client_messages, refuses_topics_for_which_the_cache_has_no_room) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(bench.enter("+CMQTTSUBTOPIC=0,1024,0", std::string(1024, 'x')), ok);
  }
  ASSERT_EQ(bench.enter("+CMQTTSUBTOPIC=0,1023,0", std::string(1023, 'x')), ok);
  EXPECT_EQ(bench.at("+CMQTTSUBTOPIC=0,2,0"), refused("+CMQTTSUBTOPIC: 0,22"));
  EXPECT_EQ(bench.enter("+CMQTTSUBTOPIC=0,1,0", "y"), ok);
  EXPECT_EQ(bench.at("+CMQTTSUBTOPIC=0,1,0"), refused("+CMQTTSUBTOPIC: 0,22"));
  EXPECT_EQ(bench.enter("+CMQTTUNSUBTOPIC=0,1", "y"), ok) << "the other cache is empty";
}

TEST_F(client_messages, is_busy_between_ok_and_result) {
  (void)bench.enter("+CMQTTSUB=0,1,0", "s");
  for (const std::string_view command :
       {"TOPIC=0,1", "PAYLOAD=0,1", "PUB=0,0,60", "SUBTOPIC=0,1,0", "SUB=0", "SUB=0,1,0",
        "UNSUBTOPIC=0,1", "UNSUB=0,0", "WILLTOPIC=0,1", "WILLMSG=0,1,0", "REL=0"}) {
    const std::string name(command.substr(0, command.find('=')));
    EXPECT_EQ(bench.at("+CMQTT" + std::string(command)), refused("+CMQTT" + name + ": 0,14"));
  }
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,60"), text("+CMQTTCFG: 0,14") + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTCONNECT=0,\"tcp://bro\",60,1"), refused("+CMQTTCONNECT: 0,13"));
  EXPECT_EQ(bench.at("+CMQTTACCQ=1,\"other\""), ok) << "the other client is not busy";
  EXPECT_EQ(bench.at("+CMQTTSSLCFG=0,1"), ok);
  EXPECT_EQ(bench.at("+CMQTTDISC=0,0"), ok_then("+CMQTTSUB: 0,6"));
  (void)bench.sent();
  EXPECT_EQ(bench.last_answer, text("+CMQTTDISC: 0,0"));
}

TEST_F(client_messages, gives_pending_operations_their_result_before_connlost) {
  (void)bench.enter("+CMQTTSUB=0,1,0", "s");
  EXPECT_EQ(bench.on_link(0, LinkClosed{LinkEnd::closed, ""}),
            text("+CMQTTSUB: 0,6") + text("+CMQTTCONNLOST: 0,1"));
}

TEST_F(client_messages, looks_at_the_connection_again_when_data_has_been_entered) {
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,2"), "\r\n>");
  EXPECT_EQ(bench.type("a"), "");
  EXPECT_EQ(bench.on_link(0, LinkClosed{LinkEnd::closed, ""}), "");
  EXPECT_EQ(bench.type("b"), refused("+CMQTTTOPIC: 0,11") + text("+CMQTTCONNLOST: 0,1"));
}

TEST_F(client_messages, gives_up_a_prompt_with_17) {
  (void)bench.at("+CMQTTTOPIC=0,2");
  EXPECT_EQ(bench.pass(60s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), refused("+CMQTTTOPIC: 0,17"));
}

TEST_F(client_messages, delivers_and_acknowledges_messages) {
  EXPECT_EQ(bench.receive(0, "30 05 0001 't' 'hi'"), group("t", "hi"));
  EXPECT_EQ(bench.sent(), "");
  EXPECT_EQ(bench.receive(0, "32 07 0001 't' 0009 'hi'"), group("t", "hi"));
  EXPECT_EQ(bench.sent(), octets("40 02 0009"));
  EXPECT_EQ(bench.receive(0, "34 07 0001 't' 000A 'hi'"), group("t", "hi"));
  EXPECT_EQ(bench.sent(), octets("50 02 000A"));
  EXPECT_EQ(bench.receive(0, "3C 07 0001 't' 000A 'hi'"), "") << "the same once more";
  EXPECT_EQ(bench.sent(), octets("50 02 000A"));
}

TEST_F(client_messages, waits_5_ms_behind_a_result_before_a_group) {
  (void)publish("1,60");
  (void)bench.sent();
  EXPECT_EQ(bench.receive(0, "40 02 0001 30 05 0001 't' 'hi'"), text("+CMQTTPUB: 0,0"));
  EXPECT_EQ(bench.service.deadline(), bench.environment.now + 5ms);
  EXPECT_EQ(bench.pass(5ms - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), group("t", "hi"));
}

TEST_F(client_messages, holds_groups_while_an_operation_of_its_own_pends_for_5_s) {
  (void)publish("1,60");
  (void)bench.sent();
  EXPECT_EQ(bench.receive(0, "30 05 0001 't' 'hi'"), "");
  EXPECT_EQ(bench.pass(5s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), group("t", "hi"));
}

TEST_F(client_messages, writes_no_group_inside_a_line_or_an_entry) {
  EXPECT_EQ(bench.type("AT"), "");
  EXPECT_EQ(bench.receive(0, "30 05 0001 't' 'hi'"), "");
  EXPECT_EQ(bench.pass(1s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), group("t", "hi"));
  EXPECT_EQ(bench.type("\r"), ok);
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,2"), "\r\n>");
  EXPECT_EQ(bench.type("a"), "");
  EXPECT_EQ(bench.receive(0, "30 05 0001 't' 'hi'"), "");
  EXPECT_EQ(bench.pass(30s), "");
  EXPECT_EQ(bench.type("b"), std::string(ok) + group("t", "hi"));
}

TEST_F(client_messages, keeps_groups_for_the_next_dte_and_stops_reading_when_many_wait) {
  bench.service.dte_closed();
  bench.line.detach();
  const std::string publish = octets("30 83 08 0001 't'") + std::string(1024, 'x');
  std::size_t count = 0;
  (void)bench.actions();
  while (bench.actions().empty()) {
    (void)bench.on_link(0, LinkReceived{publish});
    ASSERT_LT(++count, 100U);
  }
  EXPECT_GE(count * 1024, limits::rx_queue_size_max - 2048);
  bench.line.attach();
  std::string read;
  for (int i = 0; i < 100; ++i) read += bench.run();
  std::string expected;
  for (std::size_t i = 0; i < count; ++i) expected += group("t", std::string(1024, 'x'));
  EXPECT_EQ(read, expected);
  EXPECT_EQ(bench.actions(), "resume");
}

TEST_F(client_messages, reads_a_message_above_the_limit_and_does_not_deliver_it) {
  const std::string publish =
      octets("32 86 80 10 0001 't' 0007") + std::string(256 * 1024 + 1, 'x');
  EXPECT_EQ(bench.on_link(0, LinkReceived{publish}), "");
  EXPECT_EQ(bench.sent(), octets("40 02 0007"));
  EXPECT_TRUE(bench.observer.has_heard("why message 0 is not delivered"));
}

TEST_F(client_messages, delivers_a_message_at_the_limit_whole) {
  const std::string publish = octets("32 85 80 10 0001 't' 0007") + std::string(256 * 1024, 'x');
  const std::string group = bench.on_link(0, LinkReceived{publish});
  EXPECT_TRUE(group.starts_with("\r\n+CMQTTRXSTART: 0,1,262144\r\n"));
  EXPECT_EQ(std::ranges::count(group, 'x'), 256 * 1024);
  EXPECT_TRUE(group.ends_with("\r\n+CMQTTRXEND: 0\r\n"));
}

TEST(client_messages_settings, may_write_groups_between_ok_and_result) {
  Settings settings;
  settings.rx_between_ok_and_result = true;
  Bench bench(settings);
  bench.go_online();
  (void)bench.pass(1s);
  EXPECT_EQ(bench.enter("+CMQTTSUB=0,1,0", "s"), ok);
  EXPECT_EQ(bench.receive(0, "30 05 0001 't' 'hi'"), group("t", "hi"));
  EXPECT_EQ(bench.receive(0, "90 03 0001 00"), text("+CMQTTSUB: 0,0"));
}

TEST(client_messages_settings, may_drop_messages_without_a_dte) {
  Settings settings;
  settings.dte_absent = DteAbsent::drop;
  Bench bench(settings);
  bench.go_online();
  bench.service.dte_closed();
  bench.line.detach();
  EXPECT_EQ(bench.receive(0, "32 07 0001 't' 0009 'hi'"), "");
  EXPECT_EQ(bench.sent(), octets("40 02 0009"));
  bench.line.attach();
  EXPECT_EQ(bench.pass(10s), "");
}

TEST(client_messages_settings, acknowledges_and_discards_messages_when_urcs_are_off) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.at("+CMQTTCFG=\"acturc\",0,0");
  bench.connect();
  EXPECT_EQ(bench.receive(0, "32 07 0001 't' 0009 'hi'"), "");
  EXPECT_EQ(bench.sent(), octets("40 02 0009"));
  EXPECT_EQ(bench.pass(10s), "");
}

TEST(client_messages_settings, may_limit_the_number_of_cached_topics) {
  Settings settings;
  settings.subtopic_count_max = 2;
  Bench bench(settings);
  bench.go_online();
  EXPECT_EQ(bench.enter("+CMQTTSUBTOPIC=0,1,0", "a"), ok);
  EXPECT_EQ(bench.enter("+CMQTTSUBTOPIC=0,1,0", "b"), ok);
  EXPECT_EQ(bench.at("+CMQTTSUBTOPIC=0,1,0"), refused("+CMQTTSUBTOPIC: 0,22"));
}

TEST(client_messages_settings, sends_dup_of_a_subscription_only_with_mqtt_3_1) {
  for (const auto& [version, first] : {std::pair(",0,3", "8A"), std::pair(",0,4", "82")}) {
    Bench bench;
    bench.start_and_acquire(version);
    bench.connect();
    (void)bench.enter("+CMQTTSUB=0,1,0,1", "s");
    EXPECT_EQ(bench.sent(), octets(std::string(first) + " 06 0001 0001 's' 00"));
  }
}

}  // namespace
}  // namespace atmqtt::cmqtt
