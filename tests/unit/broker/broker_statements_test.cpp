// Statements of MQTT 3.1.1 about servers that no other test shows; doc/conformance.md names them.

#include "broker_fixture.hpp"

#include <algorithm>

namespace atmqtt::broker {
namespace {

using mqtt::Connect;
using mqtt::Publish;

class broker_statements : public BrokerTest {
 protected:
  /// What a new subscription of "t" brings behind SUBACK.
  std::string retained_of_t() {
    return exchange(connect("reader"), subscribe_octets("t", Qos::exactly_once)).substr(5);
  }

  static Publish retained(Qos qos, std::string_view payload) {
    Publish publish = message(qos, qos == Qos::at_most_once ? 0 : 1, payload);
    publish.retain = true;
    return publish;
  }
};

TEST_F(broker_statements, retained_messages_outlive_the_session_of_their_publisher) {  // 3.1.2-7
  const ConnectionId from = connect("a");
  exchange(from, octets_of(retained(Qos::at_least_once, "p")));
  broker().link_closed(from);
  EXPECT_EQ(store_.find("a"), nullptr);
  EXPECT_EQ(retained_of_t(), octets_of(retained(Qos::at_least_once, "p")));
}

TEST_F(broker_statements, without_a_will_nothing_is_published) {  // 3.1.2-12
  const ConnectionId to = subscriber("s", "#", Qos::exactly_once);
  broker().link_closed(connect("a"));
  EXPECT_EQ(taken(to), "");
}

TEST_F(broker_statements, a_will_is_retained_only_if_it_asks_for_it) {  // 3.1.2-16, 3.1.2-17
  for (const bool retain : {false, true}) {
    const ConnectionId from = open();
    exchange(from, octets_of(Connect{
                       .client_id = "a",
                       .will = mqtt::Will{"t", "gone", Qos::at_least_once, retain},
                   }));
    broker().link_closed(from);
    EXPECT_EQ(retained_of_t(), retain ? octets_of(retained(Qos::at_least_once, "gone")) : "");
  }
}

TEST_F(broker_statements, each_letter_and_digit_may_stand_in_a_client_id) {  // 3.1.3-5
  const std::string_view all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (std::size_t at = 0; at < all.size(); at += 23) connect(all.substr(at, 23));
  EXPECT_EQ(store_.session_count(), 3U);
}

TEST_F(broker_statements, nothing_behind_a_refused_connect_is_done) {  // 3.1.4-5
  options_.users = {{"ann", "secret"}};
  const ConnectionId from = open();
  EXPECT_EQ(exchange(from, octets_of(Connect{.client_id = "a"}) +
                               octets_of(retained(Qos::at_least_once, "p"))),
            octets_of(mqtt::Connack{.return_code = 5}));
  EXPECT_EQ(store_.retained().count(), 0U);
}

TEST_F(broker_statements, dup_is_not_passed_on) {  // 3.3.1-3
  const ConnectionId to = subscriber("s", "t", Qos::exactly_once);
  Publish publish = message(Qos::at_least_once, 5);
  publish.dup = true;
  exchange(connect("a"), octets_of(publish));
  EXPECT_EQ(taken(to), octets_of(message(Qos::at_least_once, 1)));
}

TEST_F(broker_statements, qos_0_replaces_a_retained_message) {  // 3.3.1-7
  const ConnectionId from = connect("a");
  exchange(from, octets_of(retained(Qos::exactly_once, "old")));
  exchange(from, octets_of(retained(Qos::at_most_once, "new")));
  EXPECT_EQ(retained_of_t(), octets_of(retained(Qos::at_most_once, "new")));
}

TEST_F(broker_statements, without_retain_nothing_is_kept_or_removed) {  // 3.3.1-12
  const ConnectionId from = connect("a");
  exchange(from, octets_of(message(Qos::at_least_once, 1, "passing")));
  EXPECT_EQ(retained_of_t(), "");
  exchange(from, octets_of(retained(Qos::at_least_once, "kept")));
  exchange(from, octets_of(message(Qos::at_least_once, 1, "")));
  EXPECT_EQ(retained_of_t(), octets_of(retained(Qos::at_least_once, "kept")));
}

TEST_F(broker_statements, filters_of_unsubscribe_are_compared_octet_by_octet) {  // 3.10.4-1
  const ConnectionId to = subscriber("s", "t", Qos::at_most_once);
  for (const std::string_view other : {"T", "t/", "+", "#", "tt"}) {
    exchange(to, unsubscribe_octets(other));
  }
  const std::string packet = octets_of(message(Qos::at_most_once, 0));
  EXPECT_EQ(exchange(to, packet), packet);
}

TEST_F(broker_statements, messages_begun_before_unsubscribe_are_finished) {  // 3.10.4-2, 3.10.4-3
  const ConnectionId to = subscriber("s", "t", Qos::exactly_once);
  exchange(connect("a"), octets_of(message(Qos::exactly_once, 5)));
  exchange(to, unsubscribe_octets("t", 9));
  EXPECT_EQ(exchange(to, octets_of(mqtt::Pubrec{1})), octets_of(mqtt::Pubrel{1}));
  exchange(to, octets_of(mqtt::Pubcomp{1}));
  EXPECT_TRUE(store_.find("s")->flows().unfinished().empty());
}

TEST_F(broker_statements, several_filters_are_as_several_packets) {  // 3.8.4-4, 3.10.4-6
  const ConnectionId to = connect("s");
  const std::array<mqtt::Subscription, 2> filters = {mqtt::Subscription{"a", Qos::at_most_once},
                                                     mqtt::Subscription{"t", Qos::at_most_once}};
  exchange(to, octets_of(mqtt::Subscribe{.packet_identifier = 3, .subscriptions = filters}));
  const std::string packet = octets_of(message(Qos::at_most_once, 0));
  EXPECT_EQ(exchange(to, packet), packet);
  const std::array<std::string_view, 2> names = {"a", "t"};
  EXPECT_EQ(exchange(to, octets_of(mqtt::Unsubscribe{.packet_identifier = 4, .filters = names})),
            octets_of(mqtt::Unsuback{4}));
  EXPECT_EQ(exchange(to, packet), "");
  EXPECT_TRUE(store_.find("s")->subscriptions().empty());
}

TEST_F(broker_statements, messages_of_a_publisher_stay_in_their_order) {  // 4.6.0-5, 4.6.0-6
  for (const Qos qos : {Qos::at_most_once, Qos::at_least_once, Qos::exactly_once}) {
    const ConnectionId to = subscriber("s", "t", qos);
    const ConnectionId from = connect("a");
    std::string arrived;
    for (std::uint16_t i = 1; i <= 9; ++i) {
      const std::uint16_t identifier = qos == Qos::at_most_once ? std::uint16_t{0} : i;
      exchange(from, octets_of(message(qos, identifier, std::to_string(i))));
      arrived += taken(to).back();
    }
    EXPECT_EQ(arrived, "123456789");
  }
}

}  // namespace
}  // namespace atmqtt::broker
