#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

class broker_messages : public BrokerTest {};

TEST_F(broker_messages, answers_each_qos) {
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_most_once, 0))), "");
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_least_once, 9))), octets_of(mqtt::Puback{9}));
  EXPECT_EQ(exchange(id, octets_of(message(Qos::exactly_once, 9))), octets_of(mqtt::Pubrec{9}));
  EXPECT_EQ(exchange(id, octets_of(mqtt::Pubrel{9})), octets_of(mqtt::Pubcomp{9}));
}

TEST_F(broker_messages, delivers_at_the_lower_qos) {
  for (const Qos sent : {Qos::at_most_once, Qos::at_least_once, Qos::exactly_once}) {
    for (const Qos granted : {Qos::at_most_once, Qos::at_least_once, Qos::exactly_once}) {
      const ConnectionId to = subscriber("s", "t", granted);
      const ConnectionId from = connect("a");
      exchange(from, octets_of(message(sent, sent == Qos::at_most_once ? 0 : 5)));
      const Qos lower = std::min(sent, granted);
      EXPECT_EQ(taken(to), octets_of(message(lower, lower == Qos::at_most_once ? 0 : 1)));
    }
  }
}

TEST_F(broker_messages, passes_on_a_qos_2_message_once) {
  const ConnectionId to = subscriber("s", "t", Qos::at_most_once);
  const ConnectionId from = connect("a");
  mqtt::Publish publish = message(Qos::exactly_once, 5);
  exchange(from, octets_of(publish));
  EXPECT_NE(taken(to), "");
  publish.dup = true;
  EXPECT_EQ(exchange(from, octets_of(publish)), octets_of(mqtt::Pubrec{5}));
  EXPECT_EQ(taken(to), "");
  exchange(from, octets_of(mqtt::Pubrel{5}));
  publish.dup = false;
  exchange(from, octets_of(publish));
  EXPECT_NE(taken(to), "");
}

TEST_F(broker_messages, remembers_qos_2_messages_of_a_kept_session) {
  const ConnectionId to = subscriber("s", "t", Qos::at_most_once);
  ConnectionId from = connect("a", false);
  exchange(from, octets_of(message(Qos::exactly_once, 5)));
  EXPECT_NE(taken(to), "");
  broker().link_closed(from);
  from = connect("a", false);
  mqtt::Publish again = message(Qos::exactly_once, 5);
  again.dup = true;
  EXPECT_EQ(exchange(from, octets_of(again)), octets_of(mqtt::Pubrec{5}));
  EXPECT_EQ(taken(to), "");
}

TEST_F(broker_messages, answers_a_release_of_what_it_does_not_know) {
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, octets_of(mqtt::Pubrel{5})), octets_of(mqtt::Pubcomp{5}));
  EXPECT_EQ(exchange(id, octets_of(mqtt::Pubrec{6})), octets_of(mqtt::Pubrel{6}));
  EXPECT_EQ(exchange(id, octets_of(mqtt::Puback{7}) + octets_of(mqtt::Pubcomp{7})), "");
  EXPECT_EQ(broker().end(id), std::nullopt);
}

TEST_F(broker_messages, takes_its_own_qos_2_message_through_all_steps) {
  const ConnectionId to = subscriber("s", "t", Qos::exactly_once);
  exchange(connect("a"), octets_of(message(Qos::exactly_once, 5)));
  EXPECT_EQ(taken(to), octets_of(message(Qos::exactly_once, 1)));
  EXPECT_EQ(exchange(to, octets_of(mqtt::Pubrec{1})), octets_of(mqtt::Pubrel{1}));
  EXPECT_EQ(exchange(to, octets_of(mqtt::Pubcomp{1})), "");
  EXPECT_TRUE(store_.find("s")->flows().unfinished().empty());
}

TEST_F(broker_messages, sends_again_what_was_not_acknowledged) {
  ConnectionId to = subscriber("s", "t", Qos::exactly_once, false);
  const ConnectionId from = connect("a");
  exchange(from, octets_of(message(Qos::at_least_once, 5, "one")));
  exchange(from, octets_of(message(Qos::exactly_once, 6, "two")));
  exchange(from, octets_of(message(Qos::exactly_once, 7, "three")));
  exchange(to, octets_of(mqtt::Pubrec{3}));
  broker().link_closed(to);
  to = open();
  mqtt::Publish one = message(Qos::at_least_once, 1, "one");
  mqtt::Publish two = message(Qos::exactly_once, 2, "two");
  one.dup = two.dup = true;
  EXPECT_EQ(exchange(to, octets_of(mqtt::Connect{.clean_session = false, .client_id = "s"})),
            octets_of(mqtt::Connack{.session_present = true}) + octets_of(one) + octets_of(two) +
                octets_of(mqtt::Pubrel{3}));
}

TEST_F(broker_messages, keeps_messages_for_a_client_that_is_away) {
  ConnectionId to = subscriber("s", "t", Qos::at_least_once, false);
  broker().link_closed(to);
  const ConnectionId from = connect("a");
  exchange(from, octets_of(message(Qos::at_most_once, 0, "zero")));
  exchange(from, octets_of(message(Qos::at_least_once, 5, "one")));
  exchange(from, octets_of(message(Qos::exactly_once, 6, "two")));
  to = open();
  EXPECT_EQ(exchange(to, octets_of(mqtt::Connect{.clean_session = false, .client_id = "s"})),
            octets_of(mqtt::Connack{.session_present = true}) +
                octets_of(message(Qos::at_least_once, 1, "one")) +
                octets_of(message(Qos::at_least_once, 2, "two")));
}

TEST_F(broker_messages, keeps_a_bounded_number_in_flight) {
  const ConnectionId to = subscriber("s", "t", Qos::at_least_once);
  const ConnectionId from = connect("a");
  for (std::size_t i = 0; i < limits::broker_in_flight_max + 1; ++i) {
    exchange(from, octets_of(message(Qos::at_least_once, 1)));
  }
  const std::size_t packet_size = octets_of(message(Qos::at_least_once, 1)).size();
  EXPECT_EQ(taken(to).size(), limits::broker_in_flight_max * packet_size);
  EXPECT_EQ(exchange(to, octets_of(mqtt::Puback{3})),
            octets_of(message(Qos::at_least_once, limits::broker_in_flight_max + 1)));
}

TEST_F(broker_messages, loses_and_names_what_a_full_queue_cannot_take) {
  broker().link_closed(subscriber("s", "t", Qos::at_least_once, false));
  const ConnectionId from = connect("a");
  const std::string payload(limits::broker_payload_size_max, 'x');
  const std::size_t fitting =
      limits::broker_queue_size_max / octets_of(message(Qos::at_least_once, 1, payload)).size();
  for (std::size_t i = 0; i <= fitting; ++i) {
    EXPECT_EQ(exchange(from, octets_of(message(Qos::at_least_once, 1, payload))),
              octets_of(mqtt::Puback{1}));
  }
  EXPECT_EQ(witness_.losses, std::vector<std::string>{"message lost, s takes no more: t"});
  const ConnectionId to = connect("s", false);
  std::size_t arrived = 0;
  for (std::uint16_t identifier = 1; store_.find("s")->flows().find(identifier) != nullptr;
       ++identifier) {
    exchange(to, octets_of(mqtt::Puback{identifier}));
    ++arrived;
  }
  EXPECT_EQ(arrived, fitting);
}

TEST_F(broker_messages, refuses_a_payload_above_its_limit) {
  const ConnectionId id = connect("a");
  const std::string payload(limits::broker_payload_size_max, 'x');
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_least_once, 1, payload))),
            octets_of(mqtt::Puback{1}));
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_least_once, 1, payload + "x"))), "");
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_messages, does_not_read_a_client_that_does_not_read) {
  const ConnectionId id = connect("a");
  const std::string ping = octets_of(mqtt::Pingreq{});
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += ping;
  broker().send(id, std::string(limits::broker_unread_size_max - 10'000, 'x'));
  while (broker().output(id).size() < limits::broker_unread_size_max) {
    ASSERT_TRUE(broker().wants_octets(id));
    broker().receive(id, pings, now_);
  }
  EXPECT_FALSE(broker().wants_octets(id));
  broker().sent(id, broker().output(id).size());
  EXPECT_TRUE(broker().wants_octets(id));
}

TEST_F(broker_messages, reads_a_client_on_while_messages_wait_for_it) {
  const ConnectionId to = subscriber("s", "t", Qos::at_least_once);
  const ConnectionId from = connect("a");
  const std::string payload(100'000, 'x');
  for (std::uint16_t i = 1; i <= 30; ++i) {
    exchange(from, octets_of(message(Qos::at_least_once, i, payload)));
  }
  EXPECT_GE(broker().output(to).size(), limits::broker_output_size_max);
  EXPECT_TRUE(broker().wants_octets(to)) << "it may read on only when its own output is taken";
}

TEST_F(broker_messages, loses_qos_0_and_holds_qos_1_for_a_client_that_does_not_read) {
  const ConnectionId to = subscriber("s", "t", Qos::at_least_once);
  const ConnectionId from = connect("a");
  const std::string payload(100'000, 'x');
  while (broker().output(to).size() < limits::broker_output_size_max) {
    exchange(from, octets_of(message(Qos::at_most_once, 0, payload)));
  }
  const std::size_t full = broker().output(to).size();
  exchange(from, octets_of(message(Qos::at_most_once, 0)));
  EXPECT_EQ(witness_.losses, std::vector<std::string>{"message lost, s takes no more: t"});
  exchange(from, octets_of(message(Qos::at_least_once, 1)));
  EXPECT_EQ(broker().output(to).size(), full);
  broker().sent(to, full);
  EXPECT_EQ(broker().output(to), octets_of(message(Qos::at_least_once, 1)));
}

TEST_F(broker_messages, bounds_the_qos_2_messages_that_are_not_released) {
  const ConnectionId id = connect("a");
  for (std::uint16_t i = 1; i <= limits::broker_unreleased_max; ++i) {
    EXPECT_NE(exchange(id, octets_of(message(Qos::exactly_once, i))), "");
  }
  exchange(id, octets_of(message(Qos::exactly_once, limits::broker_unreleased_max + 1)));
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_messages, wants_topics_to_be_utf8) {
  const ConnectionId id = connect("a");
  exchange(id, octets_of(mqtt::Publish{.topic = "\xC0\xAF"}));
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_messages, passes_binary_topics_on_if_it_is_to) {
  options_.checks_utf8 = false;
  const ConnectionId id = subscriber("a", "\xC0\xAF", Qos::at_most_once);
  const std::string packet = octets_of(mqtt::Publish{.topic = "\xC0\xAF"});
  EXPECT_EQ(exchange(id, packet), packet);
}

TEST_F(broker_messages, does_what_is_behind_the_flags_of_mqtt_3_1) {
  const ConnectionId id = open();
  exchange(id, octets_of(mqtt::Connect{.version = mqtt::Version::v3_1, .client_id = "a"}));
  mqtt::Publish again = message(Qos::exactly_once, 5);
  exchange(id, octets_of(again));
  again.dup = true;
  EXPECT_EQ(exchange(id, octets_of(again)), octets_of(mqtt::Pubrec{5}));
  std::string release = octets_of(mqtt::Pubrel{5});
  release[0] = static_cast<char>(static_cast<std::uint8_t>(release[0]) | mqtt::dup_flag);
  EXPECT_EQ(exchange(id, release), octets_of(mqtt::Pubcomp{5}));
}

}  // namespace
}  // namespace atmqtt::broker
