#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

using mqtt::Connack;
using mqtt::Connect;
using mqtt::Version;

class broker_connect : public BrokerTest {
 protected:
  std::string answer_to(const Connect& packet) {
    return exchange(last_ = open(), octets_of(packet));
  }
  ConnectionId last_ = 0;
};

TEST_F(broker_connect, accepts_both_versions) {
  EXPECT_EQ(answer_to({.client_id = "a"}), octets_of(Connack{}));
  EXPECT_EQ(answer_to({.version = Version::v3_1, .client_id = "b"}), octets_of(Connack{}));
  EXPECT_EQ(broker().end(last_), std::nullopt);
  EXPECT_EQ(exchange(last_, octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
}

TEST_F(broker_connect, names_a_version_that_it_does_not_speak) {
  std::string octets = octets_of(Connect{.client_id = "a"});
  octets[8] = 5;
  EXPECT_EQ(exchange(last_ = open(), octets), octets_of(Connack{.return_code = 1}));
  EXPECT_EQ(broker().end(last_), End::closed);
  octets = octets_of(Connect{.version = Version::v3_1, .client_id = "a"});
  octets[10] = 4;
  EXPECT_EQ(exchange(last_ = open(), octets), octets_of(Connack{.return_code = 1}));
}

TEST_F(broker_connect, ends_without_an_answer_what_is_no_connect) {
  std::string octets = octets_of(Connect{.client_id = "a"});
  octets[4] = 'X';
  EXPECT_EQ(exchange(last_ = open(), octets), "");
  EXPECT_EQ(broker().end(last_), End::closed);
  EXPECT_EQ(exchange(last_ = open(), octets_of(mqtt::Pingreq{})), "");
  EXPECT_EQ(broker().end(last_), End::closed);
  EXPECT_EQ(exchange(last_ = open(), "GET / HTTP/1.1\r\n\r\n"), "");
  EXPECT_EQ(broker().end(last_), End::closed);
  EXPECT_EQ(witness_.violations.at(1), "the first packet is not CONNECT [MQTT-3.1.0-1]");
}

TEST_F(broker_connect, ends_at_a_second_connect) {
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, octets_of(Connect{.client_id = "a"})), "");
  EXPECT_EQ(broker().end(id), End::closed);
  EXPECT_EQ(witness_.violations, std::vector<std::string>{"a second CONNECT [MQTT-3.1.0-2]"});
}

TEST_F(broker_connect, gives_an_id_to_a_clean_session_without_one) {
  EXPECT_EQ(answer_to({.client_id = ""}), octets_of(Connack{}));
  const ConnectionId first = last_;
  EXPECT_EQ(answer_to({.client_id = ""}), octets_of(Connack{}));
  EXPECT_EQ(broker().end(first), std::nullopt);
  EXPECT_EQ(store_.session_count(), 2U);
}

TEST_F(broker_connect, refuses_a_kept_session_without_an_id) {
  EXPECT_EQ(answer_to({.clean_session = false, .client_id = ""}),
            octets_of(Connack{.return_code = 2}));
  EXPECT_EQ(broker().end(last_), End::closed);
}

TEST_F(broker_connect, limits_the_ids_of_mqtt_3_1) {
  const std::string longest(23, 'x');
  EXPECT_EQ(answer_to({.version = Version::v3_1, .client_id = longest}), octets_of(Connack{}));
  EXPECT_EQ(answer_to({.version = Version::v3_1, .client_id = longest + "x"}),
            octets_of(Connack{.return_code = 2}));
  EXPECT_EQ(answer_to({.version = Version::v3_1, .client_id = ""}),
            octets_of(Connack{.return_code = 2}));
  EXPECT_EQ(answer_to({.client_id = longest + "x"}), octets_of(Connack{}));
}

TEST_F(broker_connect, limits_the_ids_of_mqtt_3_1_1) {
  const std::string longest(limits::broker_client_id_size_max, 'x');
  EXPECT_EQ(answer_to({.client_id = longest}), octets_of(Connack{}));
  EXPECT_EQ(answer_to({.client_id = longest + "x"}), octets_of(Connack{.return_code = 2}));
}

TEST_F(broker_connect, lets_only_its_users_in) {
  options_.users = {{"ann", "secret"}, {"bob", ""}};
  EXPECT_EQ(answer_to({.client_id = "a", .user_name = "ann", .password = "secret"}),
            octets_of(Connack{}));
  EXPECT_EQ(answer_to({.client_id = "b", .user_name = "bob"}), octets_of(Connack{}));
  EXPECT_EQ(answer_to({.client_id = "c", .user_name = "ann", .password = "other"}),
            octets_of(Connack{.return_code = 4}));
  EXPECT_EQ(answer_to({.client_id = "c", .user_name = "carl", .password = "secret"}),
            octets_of(Connack{.return_code = 4}));
  EXPECT_EQ(answer_to({.client_id = "c"}), octets_of(Connack{.return_code = 5}));
}

TEST_F(broker_connect, lets_everybody_in_without_users) {
  EXPECT_EQ(answer_to({.client_id = "a", .user_name = "ann", .password = "x"}),
            octets_of(Connack{}));
}

TEST_F(broker_connect, wants_texts_to_be_utf8) {
  EXPECT_EQ(answer_to({.client_id = "\xFF"}), "");
  EXPECT_EQ(broker().end(last_), End::closed);
}

TEST_F(broker_connect, takes_any_texts_if_it_is_to) {
  options_.checks_utf8 = false;
  EXPECT_EQ(answer_to({.client_id = "\xFF"}), octets_of(Connack{}));
}

TEST_F(broker_connect, tells_whether_a_session_is_present) {
  const Connect kept = {.clean_session = false, .client_id = "a"};
  EXPECT_EQ(answer_to(kept), octets_of(Connack{.session_present = false}));
  broker().link_closed(last_);
  EXPECT_EQ(answer_to(kept), octets_of(Connack{.session_present = true}));
  broker().link_closed(last_);
  EXPECT_EQ(answer_to({.version = Version::v3_1, .clean_session = false, .client_id = "a"}),
            octets_of(Connack{.session_present = false}));
  broker().link_closed(last_);
  EXPECT_EQ(answer_to({.clean_session = true, .client_id = "a"}), octets_of(Connack{}));
  broker().link_closed(last_);
  EXPECT_EQ(answer_to(kept), octets_of(Connack{.session_present = false}));
}

TEST_F(broker_connect, closes_the_old_connection_of_a_client_id) {
  const ConnectionId old = connect("a");
  const ConnectionId fresh = connect("a");
  EXPECT_EQ(broker().end(old), End::closed);
  EXPECT_EQ(exchange(old, octets_of(mqtt::Pingreq{})), "");
  broker().link_closed(old);
  EXPECT_EQ(exchange(fresh, octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
}

TEST_F(broker_connect, hands_a_kept_session_to_the_new_connection) {
  const ConnectionId old = subscriber("a", "t", Qos::at_least_once, false);
  EXPECT_EQ(answer_to({.clean_session = false, .client_id = "a"}),
            octets_of(Connack{.session_present = true}));
  exchange(connect("b"), octets_of(message(Qos::at_most_once, 0)));
  EXPECT_EQ(taken(last_), octets_of(message(Qos::at_most_once, 0)));
  EXPECT_EQ(taken(old), "");
}

TEST_F(broker_connect, closes_after_disconnect) {
  const ConnectionId id = connect("a");
  EXPECT_EQ(exchange(id, octets_of(mqtt::Disconnect{})), "");
  EXPECT_EQ(broker().end(id), End::closed);
  EXPECT_EQ(store_.session_count(), 0U);
}

TEST_F(broker_connect, publishes_the_will_of_a_client_that_is_lost) {
  const ConnectionId other = subscriber("s", "will/#", Qos::at_least_once);
  const Connect with_will = {.client_id = "a",
                             .will = mqtt::Will{"will/a", "gone", Qos::at_least_once, true}};
  answer_to(with_will);
  broker().link_closed(last_);
  EXPECT_EQ(taken(other), octets_of(mqtt::Publish{.topic = "will/a",
                                                  .payload = "gone",
                                                  .qos = Qos::at_least_once,
                                                  .packet_identifier = 1}));
  EXPECT_EQ(store_.retained().count(), 1U);
}

TEST_F(broker_connect, publishes_the_will_once_of_a_client_that_breaks_the_protocol) {
  const ConnectionId other = subscriber("s", "will", Qos::at_most_once);
  answer_to({.client_id = "a", .will = mqtt::Will{"will", "gone", Qos::at_most_once, false}});
  exchange(last_, "\xF0");
  broker().receive(last_, std::string_view("\0", 1), now_);
  EXPECT_EQ(taken(other), octets_of(mqtt::Publish{.topic = "will", .payload = "gone"}));
  broker().link_closed(last_);
  EXPECT_EQ(taken(other), "");
}

TEST_F(broker_connect, publishes_the_will_of_a_connection_that_is_replaced) {
  const ConnectionId other = subscriber("s", "will", Qos::at_most_once);
  answer_to({.client_id = "a", .will = mqtt::Will{"will", "gone", Qos::at_most_once, false}});
  connect("a");
  EXPECT_EQ(taken(other), octets_of(mqtt::Publish{.topic = "will", .payload = "gone"}));
}

TEST_F(broker_connect, publishes_no_will_after_disconnect) {
  const ConnectionId other = subscriber("s", "will", Qos::at_most_once);
  answer_to({.client_id = "a", .will = mqtt::Will{"will", "gone", Qos::at_most_once, false}});
  exchange(last_, octets_of(mqtt::Disconnect{}));
  broker().link_closed(last_);
  EXPECT_EQ(taken(other), "");
}

TEST_F(broker_connect, names_connections_that_have_something_to_do) {
  const ConnectionId id = connect("a");
  EXPECT_EQ(broker().next_ready(), id);
  EXPECT_EQ(broker().next_ready(), std::nullopt);
  broker().receive(id, octets_of(mqtt::Pingreq{}) + octets_of(mqtt::Disconnect{}), now_);
  EXPECT_EQ(broker().next_ready(), id);
  EXPECT_EQ(broker().next_ready(), std::nullopt);
  EXPECT_EQ(broker().end(id), std::nullopt);
  broker().sent(id, 2);
  EXPECT_EQ(broker().next_ready(), id);
  EXPECT_EQ(broker().end(id), End::closed);
  broker().link_closed(id);
  EXPECT_EQ(broker().next_ready(), std::nullopt);
  EXPECT_EQ(broker().connection_count(), 0U);
}

TEST_F(broker_connect, understands_octets_one_by_one) {
  const ConnectionId id = open();
  std::string answers;
  const std::string octets = octets_of(Connect{.client_id = "a"}) +
                             subscribe_octets("t", Qos::exactly_once) +
                             octets_of(message(Qos::exactly_once, 7)) + octets_of(mqtt::Pubrel{7}) +
                             octets_of(mqtt::Pubrec{1});
  for (const char octet : octets) answers += exchange(id, std::string_view(&octet, 1));
  const ConnectionId whole = open();
  EXPECT_EQ(exchange(whole, octets), answers);
  EXPECT_EQ(answers, octets_of(Connack{}) + octets_of(mqtt::Suback{100, "\x02"}) +
                         octets_of(mqtt::Pubrec{7}) + octets_of(message(Qos::exactly_once, 1)) +
                         octets_of(mqtt::Pubcomp{7}) + octets_of(mqtt::Pubrel{1}));
}

}  // namespace
}  // namespace atmqtt::broker
