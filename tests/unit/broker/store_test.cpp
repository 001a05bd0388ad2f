#include "broker/store.hpp"

#include "broker_fixture.hpp"
#include "change_listing.hpp"

namespace atmqtt::broker {
namespace {

/// Applies the changes to a second store, group by group.
class Mirror final : public Journal {
 public:
  explicit Mirror(BufferPool& pool) : copy(pool) {}
  void on_change(const Change& change) override {
    ASSERT_TRUE(copy.can_apply(change)) << change.index();
    copy.apply(change);
    ++uncommitted;
  }
  void on_commit() override { uncommitted = 0; }

  Store copy;
  int uncommitted = 0;
};

class store : public BrokerTest {
 protected:
  store() { journal_ = &mirror_; }
  Mirror mirror_{pool_};
};

TEST_F(store, is_copied_by_its_changes) {
  ConnectionId to = subscriber("s", "t", Qos::exactly_once, false);
  exchange(to, subscribe_octets("u", Qos::at_least_once));
  exchange(to, unsubscribe_octets("u"));
  broker().link_closed(subscriber("away", "#", Qos::at_least_once, false));
  subscriber("clean", "#", Qos::exactly_once, true);
  const ConnectionId from = connect("f", false);
  for (std::uint16_t i = 1; i <= 40; ++i) {
    exchange(from, octets_of(message(i % 2 == 0 ? Qos::exactly_once : Qos::at_least_once, i)));
  }
  for (const std::uint16_t id : std::initializer_list<std::uint16_t>{4, 2, 6})
    exchange(to, octets_of(mqtt::Pubrec{id}));
  exchange(to, octets_of(mqtt::Puback{1}) + octets_of(mqtt::Pubcomp{4}));
  exchange(from, octets_of(mqtt::Pubrel{2}));
  exchange(from, octets_of(mqtt::Publish{.topic = "r", .payload = "kept", .retain = true}));
  broker().link_closed(connect("gone", false));
  connect("gone", true);
  EXPECT_EQ(listing(mirror_.copy), listing(store_));
  EXPECT_NE(listing(store_).find("released 0 2\n"), std::string::npos) << listing(store_);
  EXPECT_EQ(listing(store_).find("clean"), std::string::npos);
  EXPECT_EQ(listing(store_).find("gone"), std::string::npos);
  EXPECT_EQ(mirror_.uncommitted, 0);
}

TEST_F(store, writes_what_makes_an_equal_store) {
  const ConnectionId to = subscriber("s", "t", Qos::exactly_once, false);
  const ConnectionId from = connect("f", false);
  for (std::uint16_t i = 1; i <= 40; ++i) {
    exchange(from, octets_of(message(Qos::exactly_once, i, std::to_string(i))));
  }
  for (const std::uint16_t id : std::initializer_list<std::uint16_t>{9, 3})
    exchange(to, octets_of(mqtt::Pubrec{id}));
  Mirror again(pool_);
  store_.write_to(again);
  EXPECT_EQ(listing(again.copy), listing(store_));
}

TEST_F(store, outlives_its_broker) {
  subscriber("s", "t", Qos::exactly_once, false);
  const ConnectionId from = connect("f", false);
  exchange(from, octets_of(message(Qos::exactly_once, 5)));
  connect("clean");
  restart();
  mqtt::Publish again = message(Qos::exactly_once, 1);
  again.dup = true;
  EXPECT_EQ(exchange(open(), octets_of(mqtt::Connect{.clean_session = false, .client_id = "s"})),
            octets_of(mqtt::Connack{.session_present = true}) + octets_of(again));
  const ConnectionId back = open();
  EXPECT_EQ(exchange(back, octets_of(mqtt::Connect{.clean_session = false, .client_id = "f"})),
            octets_of(mqtt::Connack{.session_present = true}));
  again.packet_identifier = 5;
  EXPECT_EQ(exchange(back, octets_of(again)), octets_of(mqtt::Pubrec{5}));
  EXPECT_EQ(store_.session_count(), 2U);
}

TEST_F(store, takes_no_change_that_cannot_be) {
  Store fresh(pool_);
  const std::string packet = octets_of(message(Qos::at_least_once, 1));
  EXPECT_FALSE(fresh.can_apply(SessionEnded{0}));
  EXPECT_FALSE(fresh.can_apply(Queued{0, packet}));
  EXPECT_FALSE(fresh.can_apply(SessionBegun{limits::broker_session_count_max, "a", true}));
  ASSERT_TRUE(fresh.can_apply(SessionBegun{3, "a", true}));
  fresh.apply(SessionBegun{3, "a", true});
  EXPECT_EQ(fresh.free_number(), 0U);
  EXPECT_FALSE(fresh.can_apply(SessionBegun{3, "b", true}));
  EXPECT_FALSE(fresh.can_apply(SessionBegun{4, "a", true}));
  EXPECT_FALSE(fresh.can_apply(Sent{3, 1}));
  EXPECT_FALSE(fresh.can_apply(Queued{3, octets_of(message(Qos::at_most_once, 0))}));
  EXPECT_FALSE(fresh.can_apply(Queued{3, packet + "x"}));
  EXPECT_FALSE(fresh.can_apply(Queued{3, octets_of(mqtt::Puback{1})}));
  fresh.apply(Queued{3, packet});
  fresh.apply(Queued{3, packet});
  EXPECT_FALSE(fresh.can_apply(Sent{3, 0}));
  fresh.apply(Sent{3, 1});
  EXPECT_FALSE(fresh.can_apply(Sent{3, 1}));
  EXPECT_FALSE(fresh.can_apply(Released{3, 1}));
  EXPECT_FALSE(fresh.can_apply(Finished{3, 2}));
  EXPECT_TRUE(fresh.can_apply(Finished{3, 1}));
  EXPECT_FALSE(fresh.can_apply(Subscribed{3, "a/#/b", Qos::at_most_once}));
  EXPECT_FALSE(fresh.can_apply(Retained{"a/+", "p", Qos::at_most_once}));
}

}  // namespace
}  // namespace atmqtt::broker
