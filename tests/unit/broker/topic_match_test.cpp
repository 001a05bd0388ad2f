#include "broker/topic_match.hpp"

#include <gtest/gtest.h>

namespace atmqtt::broker {
namespace {

TEST(topic_match, follows_the_examples_of_the_standard) {
  EXPECT_TRUE(topic_matches("a/b", "a/b"));
  EXPECT_TRUE(topic_matches("sport/tennis/player1/#", "sport/tennis/player1"));
  EXPECT_TRUE(topic_matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
  EXPECT_TRUE(topic_matches("#", "sport"));
  EXPECT_TRUE(topic_matches("sport/tennis/+", "sport/tennis/player1"));
  EXPECT_TRUE(topic_matches("sport/+", "sport/"));
  EXPECT_TRUE(topic_matches("+/+", "/finance"));
  EXPECT_TRUE(topic_matches("/+", "/finance"));
  EXPECT_TRUE(topic_matches("$SYS/#", "$SYS/monitor"));
}

TEST(topic_match, keeps_apart_what_differs) {
  EXPECT_FALSE(topic_matches("a/b", "a/b/c"));
  EXPECT_FALSE(topic_matches("a/b/c", "a/b"));
  EXPECT_FALSE(topic_matches("a/b", "a/B"));
  EXPECT_FALSE(topic_matches("sport/tennis/+", "sport/tennis/player1/ranking"));
  EXPECT_FALSE(topic_matches("sport/+", "sport"));
  EXPECT_FALSE(topic_matches("+", "/finance"));
  EXPECT_FALSE(topic_matches("a/", "a"));
  EXPECT_FALSE(topic_matches("#", "$SYS/monitor"));
  EXPECT_FALSE(topic_matches("+/monitor", "$SYS/monitor"));
}

}  // namespace
}  // namespace atmqtt::broker
