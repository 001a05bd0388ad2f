// The bound over all sessions and messages together, and what is beyond it.

#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

class broker_limits : public BrokerTest {
 protected:
  /// Nothing more is kept than there is now, but this.
  void leave_room_for(std::size_t size) {
    restart();
    options_.store_size_max = store_.size() + size;
  }

  static constexpr std::size_t cost = limits::broker_entry_cost;
};

TEST_F(broker_limits, count_all_that_is_kept_and_forget_it_again) {
  EXPECT_EQ(store_.size(), 0U);
  ConnectionId to = subscriber("sub", "t", Qos::exactly_once, false);
  EXPECT_EQ(store_.size(), 3 + cost + 1 + cost);
  const std::size_t idle = store_.size();
  broker().link_closed(to);
  const ConnectionId from = connect("from", false);
  const std::size_t with_publisher = store_.size();
  EXPECT_EQ(with_publisher, idle + 4 + cost);
  const std::size_t packet_size = octets_of(message(Qos::exactly_once, 1)).size();
  exchange(from, octets_of(message(Qos::exactly_once, 1)));
  exchange(from, octets_of(message(Qos::at_least_once, 2)));
  EXPECT_EQ(store_.size(), with_publisher + 2 * packet_size);
  to = connect("sub", false);
  EXPECT_EQ(store_.size(), with_publisher + 2 * (packet_size + cost));
  exchange(to, octets_of(mqtt::Pubrec{1}));
  EXPECT_EQ(store_.size(), with_publisher + packet_size + 2 * cost);
  exchange(to, octets_of(mqtt::Pubcomp{1}) + octets_of(mqtt::Puback{2}));
  EXPECT_EQ(store_.size(), with_publisher);
  exchange(to, subscribe_octets("t", Qos::at_most_once));
  EXPECT_EQ(store_.size(), with_publisher);
  exchange(to, unsubscribe_octets("t"));
  exchange(to, unsubscribe_octets("t"));
  EXPECT_EQ(store_.size(), with_publisher - 1 - cost);
  mqtt::Publish retained = message(Qos::at_most_once, 0, "payload");
  retained.retain = true;
  exchange(from, octets_of(retained));
  EXPECT_EQ(store_.size(), with_publisher - 1 - cost + 8 + cost);
  retained.payload = "";
  exchange(from, octets_of(retained));
  broker().link_closed(to);
  broker().link_closed(from);
  connect("sub");
  connect("from");
  EXPECT_EQ(store_.size(), 3 + cost + 4 + cost);
}

TEST_F(broker_limits, lose_and_name_a_message_that_none_of_many_sessions_has_room_for) {
  broker().link_closed(subscriber("s", "t", Qos::at_least_once, false));
  broker().link_closed(connect("a", false));
  const std::string packet = octets_of(message(Qos::at_least_once, 1));
  leave_room_for(packet.size() + cost);
  const ConnectionId from = connect("a", false);
  exchange(from, packet);
  EXPECT_TRUE(witness_.losses.empty());
  EXPECT_EQ(exchange(from, packet), octets_of(mqtt::Puback{1}));
  EXPECT_EQ(witness_.losses,
            std::vector<std::string>{"message for s lost, the broker keeps no more: t"});
}

TEST_F(broker_limits, let_no_new_client_in_and_every_known_one) {
  broker().link_closed(connect("known", false));
  leave_room_for(3 + cost);
  const ConnectionId refused = open();
  EXPECT_EQ(exchange(refused, octets_of(mqtt::Connect{.client_id = "four"})),
            octets_of(mqtt::Connack{.return_code = 3}));
  connect("known", false);
  connect("new");
}

TEST_F(broker_limits, refuse_a_new_filter_and_change_a_known_one) {
  broker().link_closed(subscriber("s", "known", Qos::at_most_once, false));
  leave_room_for(3 + cost);
  const ConnectionId id = connect("s", false);
  EXPECT_EQ(exchange(id, subscribe_octets("four", Qos::at_most_once, 5)),
            octets_of(mqtt::Suback{5, "\x80"}));
  EXPECT_EQ(exchange(id, subscribe_octets("known", Qos::at_least_once, 6)),
            octets_of(mqtt::Suback{6, "\x01"}));
  EXPECT_EQ(exchange(id, subscribe_octets("new", Qos::at_least_once, 7)),
            octets_of(mqtt::Suback{7, "\x01"}));
}

TEST_F(broker_limits, retain_no_further_message_and_remove_those_there_are) {
  mqtt::Publish retained = message(Qos::at_most_once, 0, "p");
  retained.retain = true;
  const ConnectionId before = connect("a", false);
  exchange(before, octets_of(retained));
  broker().link_closed(before);
  leave_room_for(0);
  const ConnectionId from = connect("a", false);
  retained.topic = "u";
  exchange(from, octets_of(retained));
  EXPECT_EQ(witness_.losses, std::vector<std::string>{"not retained, there is no room: u"});
  retained.topic = "t";
  retained.payload = "";
  exchange(from, octets_of(retained));
  EXPECT_EQ(store_.retained().count(), 0U);
}

}  // namespace
}  // namespace atmqtt::broker
