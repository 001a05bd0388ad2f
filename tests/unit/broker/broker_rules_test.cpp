// Each way to misbehave, from packets to packets.

#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

class broker_rules : public BrokerTest {
 protected:
  ConnectionId opened_ = 0;
  std::string connect_answer(std::string_view client_id = "a") {
    return exchange(opened_ = open(), octets_of(mqtt::Connect{.client_id = client_id}));
  }
  const std::string ping_ = octets_of(mqtt::Pingreq{});
  const std::string pong_ = octets_of(mqtt::Pingresp{});
};

TEST_F(broker_rules, refuses_with_any_code) {
  broker().add_rule({.name = "r", .type = PacketType::connect, .count = 1, .deed = Refuse{200}});
  EXPECT_EQ(connect_answer(), octets_of(mqtt::Connack{.return_code = 200}));
  EXPECT_EQ(broker().end(opened_), End::closed);
  EXPECT_EQ(connect_answer(), octets_of(mqtt::Connack{}));
}

TEST_F(broker_rules, claims_a_session_that_there_is_not) {
  broker().add_rule({.name = "r", .type = PacketType::connect, .deed = ClaimSession{true}});
  EXPECT_EQ(connect_answer(), octets_of(mqtt::Connack{.session_present = true}));
}

TEST_F(broker_rules, grants_what_was_not_asked_for) {
  broker().add_rule(
      {.name = "r", .type = PacketType::subscribe, .count = 1, .deed = Grant{"\x80"}});
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, subscribe_octets("t", Qos::at_least_once, 7)),
            octets_of(mqtt::Suback{7, "\x80"}));
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_most_once, 0))), "");
  EXPECT_EQ(exchange(id, subscribe_octets("t", Qos::at_least_once, 8)),
            octets_of(mqtt::Suback{8, "\x01"}));
}

TEST_F(broker_rules, withholds_each_answer_until_the_release) {
  struct Case {
    PacketType type;
    std::string request;
    std::string answer;
  };
  const Case cases[] = {
      {PacketType::puback, octets_of(message(Qos::at_least_once, 3)), octets_of(mqtt::Puback{3})},
      {PacketType::pubrec, octets_of(message(Qos::exactly_once, 3)), octets_of(mqtt::Pubrec{3})},
      {PacketType::pubcomp, octets_of(mqtt::Pubrel{3}), octets_of(mqtt::Pubcomp{3})},
      {PacketType::pubrel, octets_of(mqtt::Pubrec{3}), octets_of(mqtt::Pubrel{3})},
      {PacketType::suback, subscribe_octets("a", Qos::at_least_once, 3),
       octets_of(mqtt::Suback{3, "\x01"})},
      {PacketType::unsuback, unsubscribe_octets("a", 3), octets_of(mqtt::Unsuback{3})},
      {PacketType::pingresp, ping_, pong_},
  };
  const ConnectionId id = connect("a");
  for (const Case& each : cases) {
    broker().add_rule(
        {.name = "r", .occasion = Occasion::sending, .type = each.type, .deed = Withhold{}});
    EXPECT_EQ(exchange(id, each.request), "");
    broker().remove_rule("r");
    EXPECT_EQ(exchange(id, each.request), each.answer);
    broker().release(id);
    EXPECT_EQ(taken(id), each.answer);
  }
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::connack,
                     .deed = Withhold{}});
  EXPECT_EQ(connect_answer("b"), "");
  broker().release(opened_);
  EXPECT_EQ(taken(opened_), octets_of(mqtt::Connack{}));
}

TEST_F(broker_rules, does_not_read_while_it_withholds_too_much) {
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::pingresp,
                     .deed = Withhold{}});
  const ConnectionId id = connect("a");
  for (std::size_t i = 0; i < limits::broker_withheld_size_max / 2; ++i) {
    ASSERT_TRUE(broker().wants_octets(id)) << i;
    broker().receive(id, ping_, now_);
  }
  EXPECT_FALSE(broker().wants_octets(id));
}

TEST_F(broker_rules, repeats_an_acknowledgement) {
  broker().add_rule(
      {.name = "r", .occasion = Occasion::sending, .type = PacketType::puback, .deed = Repeat{}});
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, octets_of(message(Qos::at_least_once, 3))),
            octets_of(mqtt::Puback{3}) + octets_of(mqtt::Puback{3}));
}

TEST_F(broker_rules, repeats_a_qos_2_message_with_dup) {
  broker().add_rule(
      {.name = "r", .occasion = Occasion::sending, .type = PacketType::publish, .deed = Repeat{}});
  const ConnectionId to = subscriber("s", "t", Qos::exactly_once);
  exchange(connect("a"), octets_of(message(Qos::exactly_once, 3)));
  mqtt::Publish again = message(Qos::exactly_once, 1);
  again.dup = true;
  EXPECT_EQ(taken(to), octets_of(message(Qos::exactly_once, 1)) + octets_of(again));
  EXPECT_EQ(exchange(to, octets_of(mqtt::Pubrec{1}) + octets_of(mqtt::Pubrec{1})),
            octets_of(mqtt::Pubrel{1}) + octets_of(mqtt::Pubrel{1}));
  exchange(connect("a"), octets_of(message(Qos::at_most_once, 0)));
  EXPECT_EQ(taken(to),
            octets_of(message(Qos::at_most_once, 0)) + octets_of(message(Qos::at_most_once, 0)));
}

TEST_F(broker_rules, sends_before_suback) {
  const std::string early = octets_of(message(Qos::at_most_once, 0, "early"));
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::suback,
                     .deed = Precede{early}});
  EXPECT_EQ(exchange(connect("a"), subscribe_octets("t", Qos::at_least_once, 3)),
            early + octets_of(mqtt::Suback{3, "\x01"}));
}

TEST_F(broker_rules, sends_garbage_instead_of_an_answer) {
  const std::string garbage = "\xFF\xFF\xFF\xFF\xFF";
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::pingresp,
                     .deed = Replace{garbage}});
  EXPECT_EQ(exchange(connect("a"), ping_), garbage);
}

TEST_F(broker_rules, sends_garbage_instead_of_handling_a_packet) {
  broker().add_rule({.name = "r", .type = PacketType::subscribe, .deed = Replace{"\x00?"}});
  const ConnectionId id = connect("a");
  exchange(id, subscribe_octets("t", Qos::at_least_once));
  EXPECT_TRUE(store_.find("a")->subscriptions().empty());
}

TEST_F(broker_rules, closes_after_packet_k_of_all_connections) {
  broker().add_rule({.name = "r", .skip = 3, .count = 1, .deed = Hang{End::closed}});
  const ConnectionId first = connect("a");
  EXPECT_EQ(exchange(first, ping_), pong_);
  const ConnectionId second = connect("b");
  EXPECT_EQ(exchange(second, ping_), "");
  EXPECT_EQ(broker().end(second), End::closed);
  EXPECT_EQ(exchange(first, ping_), pong_);
}

TEST_F(broker_rules, closes_behind_an_answer_or_resets_at_once) {
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::pingresp,
                     .count = 1,
                     .deed = Hang{End::closed}});
  const ConnectionId first = connect("a");
  broker().receive(first, ping_, now_);
  EXPECT_EQ(broker().end(first), std::nullopt);
  EXPECT_EQ(taken(first), pong_);
  EXPECT_EQ(broker().end(first), End::closed);
  broker().add_rule({.name = "r",
                     .occasion = Occasion::sending,
                     .type = PacketType::pingresp,
                     .deed = Hang{End::reset}});
  const ConnectionId second = connect("b");
  broker().receive(second, ping_, now_);
  EXPECT_EQ(broker().output(second), "");
  EXPECT_EQ(broker().end(second), End::reset);
}

TEST_F(broker_rules, falls_silent_and_reads_on) {
  broker().add_rule({.name = "r", .type = PacketType::pingreq, .count = 1, .deed = FallSilent{}});
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, ping_), "");
  EXPECT_EQ(exchange(id, ping_), "");
  EXPECT_TRUE(broker().wants_octets(id));
  EXPECT_EQ(witness_.packets.back(), "> PINGREQ");
}

TEST_F(broker_rules, keeps_what_comes_for_a_client_towards_which_it_is_silent) {
  const ConnectionId to = subscriber("s", "t", Qos::at_least_once, false);
  broker().fall_silent(to);
  exchange(connect("a"), octets_of(message(Qos::at_least_once, 3)));
  EXPECT_EQ(taken(to), "");
  const ConnectionId again = open();
  EXPECT_EQ(exchange(again, octets_of(mqtt::Connect{.clean_session = false, .client_id = "s"})),
            octets_of(mqtt::Connack{.session_present = true}) +
                octets_of(message(Qos::at_least_once, 1)));
}

TEST_F(broker_rules, are_for_some_clients_only) {
  broker().add_rule(
      {.name = "one", .client_id = "a", .type = PacketType::pingreq, .deed = Replace{"one"}});
  broker().add_rule(
      {.name = "some", .client_id = "b*", .type = PacketType::pingreq, .deed = Replace{"some"}});
  EXPECT_EQ(exchange(connect("a"), ping_), "one");
  EXPECT_EQ(exchange(connect("ab"), ping_), pong_);
  EXPECT_EQ(exchange(connect("b"), ping_), "some");
  EXPECT_EQ(exchange(connect("bc"), ping_), "some");
}

TEST_F(broker_rules, know_the_client_id_at_connect) {
  broker().add_rule(
      {.name = "r", .client_id = "a", .type = PacketType::connect, .deed = Refuse{3}});
  EXPECT_EQ(connect_answer("a"), octets_of(mqtt::Connack{.return_code = 3}));
  EXPECT_EQ(connect_answer("b"), octets_of(mqtt::Connack{}));
}

TEST_F(broker_rules, are_for_some_peers_only) {
  broker().add_rule({.name = "r", .peer = "left", .deed = Replace{"!"}});
  EXPECT_EQ(exchange(open("left"), octets_of(mqtt::Connect{.client_id = "a"})), "!");
  EXPECT_EQ(exchange(open("right"), octets_of(mqtt::Connect{.client_id = "a"})),
            octets_of(mqtt::Connack{}));
}

TEST_F(broker_rules, take_the_place_of_those_of_their_name) {
  broker().add_rule({.name = "r", .type = PacketType::pingreq, .deed = Replace{"old"}});
  broker().add_rule({.name = "r", .type = PacketType::pingreq, .deed = Replace{"new"}});
  EXPECT_EQ(exchange(connect("a"), ping_), "new");
  EXPECT_EQ(witness_.events.back(), "rule r");
}

TEST_F(broker_rules, may_end_a_client_in_the_middle_of_a_message_for_many) {
  // The will of the first comes to the others behind the message that ended it.
  const ConnectionId first = open();
  exchange(first,
           octets_of(mqtt::Connect{.client_id = "first",
                                   .will = mqtt::Will{"t", "gone", Qos::at_most_once, false}}));
  exchange(first, subscribe_octets("t", Qos::at_most_once));
  const ConnectionId second = subscriber("second", "t", Qos::at_most_once);
  broker().add_rule({.name = "r",
                     .client_id = "first",
                     .occasion = Occasion::sending,
                     .type = PacketType::publish,
                     .deed = Hang{End::reset}});
  exchange(connect("a"), octets_of(message(Qos::at_most_once, 0)));
  EXPECT_EQ(broker().end(first), End::reset);
  EXPECT_EQ(taken(second), octets_of(message(Qos::at_most_once, 0)) +
                               octets_of(message(Qos::at_most_once, 0, "gone")));
}

TEST_F(broker_rules, need_not_be_for_what_is_done_at_once) {
  const ConnectionId id = connect("a");
  broker().publish(id, message(Qos::exactly_once, 0));
  EXPECT_EQ(taken(id), octets_of(message(Qos::exactly_once, 1)));
  EXPECT_EQ(exchange(id, octets_of(mqtt::Pubrec{1})), octets_of(mqtt::Pubrel{1}));
  broker().publish(id, message(Qos::at_least_once, 77));
  EXPECT_EQ(taken(id), octets_of(message(Qos::at_least_once, 77)));
  broker().send(id, "xyz");
  broker().hang(id, End::closed);
  EXPECT_EQ(taken(id), "xyz");
  EXPECT_EQ(broker().end(id), End::closed);
}

}  // namespace
}  // namespace atmqtt::broker
