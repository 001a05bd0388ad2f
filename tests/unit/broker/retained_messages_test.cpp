#include "broker/retained_messages.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

namespace atmqtt::broker {
namespace {

using mqtt::Qos;

std::vector<std::string> topics(const RetainedMessages& messages, std::string_view filter) {
  std::vector<std::string> found;
  messages.match(filter, [&](std::string_view topic, const auto&) { found.emplace_back(topic); });
  return found;
}

TEST(retained_messages, are_found_by_filters) {
  RetainedMessages messages;
  for (const char* topic : {"a", "a!", "a/b", "a/b/c", "ab", "$x", "b/a"}) {
    messages.set(topic, "p", Qos::at_most_once);
  }
  using Topics = std::vector<std::string>;
  EXPECT_EQ(topics(messages, "a/b"), Topics{"a/b"});
  EXPECT_EQ(topics(messages, "a/#"), (Topics{"a", "a/b", "a/b/c"}));
  EXPECT_EQ(topics(messages, "a/+"), Topics{"a/b"});
  EXPECT_EQ(topics(messages, "+/a"), Topics{"b/a"});
  EXPECT_EQ(topics(messages, "#"), (Topics{"a", "a!", "a/b", "a/b/c", "ab", "b/a"}));
  EXPECT_EQ(topics(messages, "$x"), Topics{"$x"});
  EXPECT_EQ(topics(messages, "c/#"), Topics{});
}

TEST(retained_messages, know_their_size) {
  RetainedMessages messages;
  messages.set("ab", "xyz", Qos::at_most_once);
  messages.set("cd", "1", Qos::at_most_once);
  messages.set("ab", "x", Qos::exactly_once);
  EXPECT_EQ(messages.size(), 6U);
  EXPECT_EQ(messages.count(), 2U);
  messages.set("ab", "", Qos::at_most_once);
  messages.set("never", "", Qos::at_most_once);
  EXPECT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages.count(), 1U);
}

TEST(retained_messages, have_room_up_to_their_bound) {
  RetainedMessages messages;
  const std::string half(limits::broker_retained_size_max / 2, 'x');
  messages.set("a", half, Qos::at_most_once);
  EXPECT_TRUE(messages.has_room("b", half.size() - 2));
  EXPECT_FALSE(messages.has_room("b", half.size() - 1));
  EXPECT_TRUE(messages.has_room("a", limits::broker_retained_size_max - 1));
}

}  // namespace
}  // namespace atmqtt::broker
