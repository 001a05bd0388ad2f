#include "cmqtt/topic_cache.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::cmqtt {
namespace {

TEST(topic_cache, is_empty_at_first) {
  BufferPool pool;
  const TopicCache cache(pool);
  EXPECT_TRUE(cache.empty());
  EXPECT_EQ(cache.count(), 0U);
  EXPECT_EQ(cache.size(), 0U);
  EXPECT_TRUE(cache.subscriptions().empty());
  EXPECT_TRUE(cache.filters().empty());
}

TEST(topic_cache, keeps_filters_and_their_qos_in_their_order) {
  BufferPool pool;
  TopicCache cache(pool);
  cache.add("a/#", mqtt::Qos::exactly_once);
  cache.add("b", mqtt::Qos::at_most_once);
  cache.add("a/#", mqtt::Qos::at_least_once);
  EXPECT_EQ(cache.count(), 3U);
  EXPECT_EQ(cache.size(), 7U);
  const auto subscriptions = cache.subscriptions();
  ASSERT_EQ(subscriptions.size(), 3U);
  EXPECT_EQ(subscriptions[0].filter, "a/#");
  EXPECT_EQ(subscriptions[0].qos, mqtt::Qos::exactly_once);
  EXPECT_EQ(subscriptions[1].filter, "b");
  EXPECT_EQ(subscriptions[1].qos, mqtt::Qos::at_most_once);
  EXPECT_EQ(subscriptions[2].qos, mqtt::Qos::at_least_once);
  EXPECT_EQ(cache.filters(), (std::vector<std::string_view>{"a/#", "b", "a/#"}));
}

TEST(topic_cache, takes_5120_octets_and_no_more) {
  BufferPool pool;
  TopicCache cache(pool);
  for (int i = 0; i < 5; ++i) cache.add(std::string(1024, 'x'), mqtt::Qos::at_most_once);
  EXPECT_EQ(cache.size(), 5120U);
  EXPECT_EQ(cache.filters()[4], std::string(1024, 'x'));
  EXPECT_DEATH(cache.add("y", mqtt::Qos::at_most_once), "check failed");
}

TEST(topic_cache, forgets_everything_and_takes_filters_again) {
  BufferPool pool;
  TopicCache cache(pool);
  cache.add("a", mqtt::Qos::at_most_once);
  cache.clear();
  EXPECT_TRUE(cache.empty());
  EXPECT_EQ(cache.size(), 0U);
  cache.add("b", mqtt::Qos::at_most_once);
  EXPECT_EQ(cache.filters(), std::vector<std::string_view>{"b"});
}

}  // namespace
}  // namespace atmqtt::cmqtt
