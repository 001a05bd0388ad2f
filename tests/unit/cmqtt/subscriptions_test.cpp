#include "cmqtt/subscriptions.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::cmqtt {
namespace {

using Filters = std::vector<std::string>;

class subscriptions : public testing::Test {
 protected:
  void ask(const Filters& filters) {
    std::vector<mqtt::Subscription> asked;
    for (const std::string& filter : filters) asked.push_back({filter, {}});
    list.ask(asked);
  }
  void ask_end(const Filters& filters) {
    const std::vector<std::string_view> views(filters.begin(), filters.end());
    list.ask_end(views);
  }
  [[nodiscard]] Filters listed() const { return {list.filters().begin(), list.filters().end()}; }

  Subscriptions list;
};

TEST_F(subscriptions, are_listed_when_the_server_has_accepted_them) {
  ask({"a"});
  EXPECT_EQ(listed(), Filters{});
  list.accepted("\x02");
  EXPECT_EQ(listed(), Filters{"a"});
}

TEST_F(subscriptions, leave_out_what_the_server_refuses) {
  ask({"a", "b", "c"});
  list.accepted(std::string_view("\x00\x80\x02", 3));
  EXPECT_EQ(listed(), (Filters{"a", "c"}));
}

TEST_F(subscriptions, list_a_filter_once) {
  ask({"a"});
  list.accepted(std::string_view("\x00", 1));
  ask({"a"});
  list.accepted(std::string_view("\x01", 1));
  EXPECT_EQ(listed(), Filters{"a"});
}

TEST_F(subscriptions, end_when_the_server_has_said_so) {
  ask({"a", "b"});
  list.accepted(std::string_view("\x00\x00", 2));
  ask_end({"a", "other"});
  EXPECT_EQ(listed(), (Filters{"a", "b"}));
  list.ended();
  EXPECT_EQ(listed(), Filters{"b"});
  list.clear();
  EXPECT_EQ(listed(), Filters{});
}

TEST_F(subscriptions, forget_a_request_that_another_has_replaced) {
  ask({"a"});
  ask({"b"});
  list.accepted(std::string_view("\x00\x00", 2));
  EXPECT_EQ(listed(), Filters{"b"});
}

TEST_F(subscriptions, are_bounded) {
  const std::string large(limits::subscribed_topics_size_max - 1, 'x');
  ask({large, "yy", "z"});
  list.accepted(std::string_view("\x00\x00\x00", 3));
  EXPECT_EQ(listed(), (Filters{large, "z"})) << "what has no room is left out";
  ask_end({large});
  list.ended();
  ask({"yy"});
  list.accepted(std::string_view("\x00", 1));
  EXPECT_EQ(listed(), (Filters{"z", "yy"})) << "what has ended makes room";
}

}  // namespace
}  // namespace atmqtt::cmqtt
