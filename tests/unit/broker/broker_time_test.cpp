#include "broker_fixture.hpp"

namespace atmqtt::broker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class broker_time : public BrokerTest {
 protected:
  ConnectionId connect_with_keep_alive(std::uint16_t keep_alive_s) {
    const ConnectionId id = open();
    exchange(id, octets_of(mqtt::Connect{.keep_alive_s = keep_alive_s, .client_id = "a"}));
    return id;
  }
  void pass(Duration duration) {
    now_ += duration;
    broker().on_time(now_);
  }
};

TEST_F(broker_time, ends_a_client_after_one_and_a_half_keep_alive_intervals) {
  const ConnectionId id = connect_with_keep_alive(3);
  pass(milliseconds(4499));
  EXPECT_EQ(broker().end(id), std::nullopt);
  taken(id);
  pass(milliseconds(1));
  EXPECT_EQ(broker().end(id), End::closed);
  EXPECT_EQ(witness_.events.back(),
            "ended: silent for one and a half times its keep alive interval");
}

TEST_F(broker_time, hears_each_packet) {
  const ConnectionId id = connect_with_keep_alive(2);
  for (int i = 0; i < 10; ++i) {
    pass(milliseconds(2999));
    EXPECT_EQ(exchange(id, octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
  }
  EXPECT_LE(broker().deadline(), now_ + seconds(3));
  pass(milliseconds(3000));
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_time, meets_its_own_deadlines_and_no_others) {
  const ConnectionId id = connect_with_keep_alive(10);
  pass(seconds(8));
  exchange(id, octets_of(mqtt::Pingreq{}));
  int wake_ups = 0;
  while (!broker().end(id)) {
    ASSERT_GT(broker().deadline(), now_);
    pass(broker().deadline() - now_);
    ++wake_ups;
  }
  EXPECT_EQ(now_, start + seconds(23));
  EXPECT_EQ(wake_ups, 2);  // for CONNECT, which has come, and for the silence
}

TEST_F(broker_time, waits_for_ever_without_keep_alive) {
  const ConnectionId id = connect_with_keep_alive(0);
  pass(std::chrono::hours(10'000));
  EXPECT_EQ(broker().end(id), std::nullopt);
  EXPECT_EQ(broker().deadline(), never);
}

TEST_F(broker_time, waits_for_ever_if_it_is_to) {
  options_.enforces_keep_alive = false;
  const ConnectionId id = connect_with_keep_alive(1);
  pass(std::chrono::hours(1));
  EXPECT_EQ(broker().end(id), std::nullopt);
}

TEST_F(broker_time, ends_a_connection_without_connect) {
  const ConnectionId id = open();
  pass(seconds(9));
  broker().receive(id, "\x10", now_);
  EXPECT_EQ(broker().end(id), std::nullopt);
  pass(seconds(1));
  EXPECT_EQ(broker().end(id), End::closed);
  EXPECT_EQ(witness_.events.back(), "ended: no CONNECT in time");
}

TEST_F(broker_time, does_not_count_the_time_in_which_it_does_not_read) {
  const ConnectionId id = connect_with_keep_alive(2);
  broker().send(id, std::string(limits::broker_unread_size_max - 10'000, 'x'));
  while (broker().wants_octets(id)) broker().receive(id, octets_of(mqtt::Pingreq{}), now_);
  pass(seconds(3));
  pass(seconds(3));
  EXPECT_TRUE(witness_.events.back().starts_with("connected")) << witness_.events.back();
  taken(id);
  pass(seconds(3));
  EXPECT_EQ(broker().end(id), End::closed);
}

TEST_F(broker_time, publishes_the_will_of_a_silent_client) {
  const ConnectionId other = subscriber("s", "will", Qos::at_most_once);
  exchange(open(),
           octets_of(mqtt::Connect{.keep_alive_s = 1,
                                   .client_id = "a",
                                   .will = mqtt::Will{"will", "gone", Qos::at_most_once, false}}));
  pass(seconds(2));
  EXPECT_EQ(taken(other), octets_of(mqtt::Publish{.topic = "will", .payload = "gone"}));
}

TEST_F(broker_time, does_not_wait_for_ever_for_a_client_that_does_not_read_the_last_octets) {
  const ConnectionId id = connect_with_keep_alive(0);
  broker().receive(id, octets_of(mqtt::Pingreq{}) + octets_of(mqtt::Disconnect{}), now_);
  pass(milliseconds(9999));
  EXPECT_EQ(broker().end(id), std::nullopt);
  pass(milliseconds(1));
  EXPECT_EQ(broker().end(id), End::reset);
}

TEST_F(broker_time, forgets_the_time_of_a_connection_that_is_closed) {
  broker().link_closed(connect_with_keep_alive(5));
  EXPECT_EQ(broker().deadline(), never);
}

}  // namespace
}  // namespace atmqtt::broker
