#include "broker/topic_tree.hpp"

#include "broker/topic_match.hpp"
#include "mqtt/topic.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace atmqtt::broker {
namespace {

using mqtt::Qos;

TEST(topic_tree, counts_levels) {
  EXPECT_EQ(level_count("a"), 1U);
  EXPECT_EQ(level_count("/"), 2U);
  EXPECT_EQ(level_count("a/b/#"), 3U);
}

TEST(topic_tree, names_each_session_once_in_order_and_at_its_highest_qos) {
  TopicTree tree;
  tree.insert("a/b", {7, Qos::at_most_once});
  tree.insert("a/+", {7, Qos::exactly_once});
  tree.insert("#", {7, Qos::at_least_once});
  tree.insert("a/#", {3, Qos::at_least_once});
  std::vector<Subscriber> found;
  tree.match("a/b", found);
  EXPECT_EQ(found, (std::vector<Subscriber>{{3, Qos::at_least_once}, {7, Qos::exactly_once}}));
}

TEST(topic_tree, forgets_only_what_is_erased) {
  TopicTree tree;
  tree.insert("a/b", {1, Qos::at_most_once});
  tree.insert("a/b", {2, Qos::at_most_once});
  tree.insert("a/b/c", {1, Qos::at_most_once});
  tree.erase("a/b", 1);
  tree.erase("a/b", 9);
  tree.erase("x/y", 1);
  std::vector<Subscriber> found;
  tree.match("a/b", found);
  EXPECT_EQ(found, (std::vector<Subscriber>{{2, Qos::at_most_once}}));
  tree.match("a/b/c", found);
  EXPECT_EQ(found, (std::vector<Subscriber>{{1, Qos::at_most_once}}));
}

/// A source of numbers that is always the same.
class Numbers {
 public:
  unsigned next(unsigned bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<unsigned>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 1;
};

std::string random_topic(Numbers& numbers, std::initializer_list<std::string_view> levels) {
  std::string topic;
  const unsigned count = 1 + numbers.next(4);
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0) topic += '/';
    topic += levels.begin()[numbers.next(static_cast<unsigned>(levels.size()))];
  }
  return topic;
}

TEST(topic_tree, agrees_with_matching_one_by_one) {
  Numbers numbers;
  TopicTree tree;
  std::map<std::pair<std::string, SessionNumber>, Qos> all;
  std::vector<Subscriber> found;
  std::size_t matches = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string filter = random_topic(numbers, {"a", "b", "", "$s", "+", "#"});
    const SessionNumber session = numbers.next(6);
    if (numbers.next(3) == 0) {
      tree.erase(filter, session);
      all.erase({filter, session});
    } else if (mqtt::is_topic_filter(filter)) {
      const Qos qos = static_cast<Qos>(numbers.next(3));
      tree.insert(filter, {session, qos});
      all[{filter, session}] = qos;
    }
    const std::string topic = random_topic(numbers, {"a", "b", "", "$s"});
    std::map<SessionNumber, Qos> expected;
    for (const auto& [key, qos] : all) {
      if (!topic_matches(key.first, topic)) continue;
      const auto place = expected.try_emplace(key.second, qos).first;
      place->second = std::max(place->second, qos);
    }
    std::map<SessionNumber, Qos> actual;
    tree.match(topic, found);
    for (const Subscriber& each : found) actual.emplace(each.session, each.qos);
    ASSERT_EQ(actual, expected) << topic;
    ASSERT_EQ(actual.size(), found.size());
    matches += found.size();
  }
  EXPECT_GT(matches, 2000U);
}

}  // namespace
}  // namespace atmqtt::broker
