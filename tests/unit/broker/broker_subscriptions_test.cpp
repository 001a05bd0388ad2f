#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

class broker_subscriptions : public BrokerTest {
 protected:
  void publish(std::string_view topic, std::string_view payload, bool retain = false) {
    const ConnectionId id = connect("publisher");
    exchange(id, octets_of(mqtt::Publish{.topic = topic,
                                         .payload = payload,
                                         .qos = Qos::at_least_once,
                                         .retain = retain,
                                         .packet_identifier = 1}));
    broker().link_closed(id);
  }
};

TEST_F(broker_subscriptions, grants_each_filter_what_it_asks_for) {
  const std::array<mqtt::Subscription, 3> filters = {mqtt::Subscription{"a", Qos::at_most_once},
                                                     mqtt::Subscription{"b/+", Qos::at_least_once},
                                                     mqtt::Subscription{"c/#", Qos::exactly_once}};
  EXPECT_EQ(exchange(connect("s"),
                     octets_of(mqtt::Subscribe{.packet_identifier = 3, .subscriptions = filters})),
            octets_of(mqtt::Suback{3, std::string_view("\0\1\2", 3)}));
}

TEST_F(broker_subscriptions, delivers_once_at_the_highest_qos_of_those_that_match) {
  const ConnectionId to = subscriber("s", "#", Qos::at_most_once);
  exchange(to, subscribe_octets("a/+", Qos::at_least_once));
  exchange(to, subscribe_octets("a/b", Qos::at_most_once));
  publish("a/b", "p");
  EXPECT_EQ(
      taken(to),
      octets_of(mqtt::Publish{
          .topic = "a/b", .payload = "p", .qos = Qos::at_least_once, .packet_identifier = 1}));
}

TEST_F(broker_subscriptions, keeps_its_own_topics_from_wildcards) {
  const ConnectionId to = subscriber("s", "#", Qos::at_most_once);
  exchange(to, subscribe_octets("+/b", Qos::at_most_once));
  publish("$a/b", "p");
  EXPECT_EQ(taken(to), "");
  exchange(to, subscribe_octets("$a/#", Qos::at_most_once));
  publish("$a/b", "p");
  EXPECT_EQ(taken(to), octets_of(mqtt::Publish{.topic = "$a/b", .payload = "p"}));
}

TEST_F(broker_subscriptions, replaces_a_subscription_of_the_same_filter) {
  const ConnectionId to = subscriber("s", "a", Qos::at_least_once);
  exchange(to, subscribe_octets("a", Qos::at_most_once));
  publish("a", "p");
  EXPECT_EQ(taken(to), octets_of(mqtt::Publish{.topic = "a", .payload = "p"}));
}

TEST_F(broker_subscriptions, ends_with_unsubscribe) {
  const ConnectionId to = subscriber("s", "a", Qos::at_least_once);
  EXPECT_EQ(exchange(to, unsubscribe_octets("a", 9)), octets_of(mqtt::Unsuback{9}));
  publish("a", "p");
  EXPECT_EQ(taken(to), "");
  EXPECT_EQ(exchange(to, unsubscribe_octets("never", 10)), octets_of(mqtt::Unsuback{10}));
}

TEST_F(broker_subscriptions, ends_with_a_clean_session) {
  broker().link_closed(subscriber("s", "a", Qos::at_least_once));
  const ConnectionId to = connect("s");
  publish("a", "p");
  EXPECT_EQ(taken(to), "");
}

TEST_F(broker_subscriptions, brings_the_retained_messages) {
  publish("a/1", "one", true);
  publish("a/2", "two", true);
  publish("b", "other", true);
  const ConnectionId to = connect("s");
  const auto retained = [](std::string_view topic, std::string_view payload, std::uint16_t id) {
    return octets_of(mqtt::Publish{.topic = topic,
                                   .payload = payload,
                                   .qos = Qos::at_least_once,
                                   .retain = true,
                                   .packet_identifier = id});
  };
  EXPECT_EQ(
      exchange(to, subscribe_octets("a/+", Qos::exactly_once, 7)),
      octets_of(mqtt::Suback{7, "\x02"}) + retained("a/1", "one", 1) + retained("a/2", "two", 2));
  EXPECT_EQ(exchange(to, subscribe_octets("a/1", Qos::exactly_once, 8)),
            octets_of(mqtt::Suback{8, "\x02"}) + retained("a/1", "one", 3));
}

TEST_F(broker_subscriptions, delivers_a_retained_message_to_those_there_are_as_any_other) {
  const ConnectionId to = subscriber("s", "a", Qos::at_most_once);
  publish("a", "p", true);
  EXPECT_EQ(taken(to), octets_of(mqtt::Publish{.topic = "a", .payload = "p"}));
}

TEST_F(broker_subscriptions, removes_a_retained_message_with_an_empty_one) {
  publish("a", "p", true);
  const ConnectionId to = subscriber("s", "b", Qos::at_most_once);
  publish("a", "", true);
  EXPECT_EQ(exchange(to, subscribe_octets("a", Qos::at_most_once, 7)),
            octets_of(mqtt::Suback{7, std::string_view("\0", 1)}));
  EXPECT_EQ(store_.retained().size(), 0U);
}

TEST_F(broker_subscriptions, refuses_more_levels_and_filters_than_it_keeps) {
  const ConnectionId id = connect("s");
  const std::string deepest(limits::broker_filter_level_count_max - 1, '/');
  EXPECT_EQ(exchange(id, subscribe_octets(deepest, Qos::at_least_once, 1)),
            octets_of(mqtt::Suback{1, "\x01"}));
  EXPECT_EQ(exchange(id, subscribe_octets(deepest + "/", Qos::at_least_once, 2)),
            octets_of(mqtt::Suback{2, "\x80"}));
  for (std::size_t i = 1; i < limits::broker_subscription_count_max; ++i) {
    exchange(id, subscribe_octets("t" + std::to_string(i), Qos::at_least_once));
  }
  EXPECT_EQ(exchange(id, subscribe_octets("one more", Qos::at_least_once, 3)),
            octets_of(mqtt::Suback{3, "\x80"}));
  EXPECT_EQ(exchange(id, subscribe_octets("t1", Qos::exactly_once, 4)),
            octets_of(mqtt::Suback{4, "\x02"}));
}

TEST_F(broker_subscriptions, cannot_refuse_a_filter_of_mqtt_3_1_but_by_closing) {
  const ConnectionId id = open();
  exchange(id, octets_of(mqtt::Connect{.version = mqtt::Version::v3_1, .client_id = "s"}));
  const std::string deep(limits::broker_filter_level_count_max, '/');
  EXPECT_EQ(exchange(id, subscribe_octets(deep, Qos::at_least_once)), "");
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_subscriptions, wants_filters_to_be_utf8) {
  const ConnectionId id = connect("s");
  EXPECT_EQ(exchange(id, subscribe_octets("\xFF", Qos::at_least_once)), "");
  EXPECT_EQ(broker().end(id), End::closed);
}

}  // namespace
}  // namespace atmqtt::broker
