#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace atmqtt {
namespace {

constexpr std::string_view names[] = {"profile", "set", "broker", "wait"};

TEST(nearest, finds_what_was_mistyped) {
  EXPECT_EQ(nearest("set", names), "set");
  EXPECT_EQ(nearest("sett", names), "set");
  EXPECT_EQ(nearest("st", names), "set");
  EXPECT_EQ(nearest("borker", names), "broker");
  EXPECT_EQ(nearest("profiles", names), "profile");
  EXPECT_EQ(nearest("waiit", names), "wait");
}

TEST(nearest, finds_nothing_where_all_are_far) {
  EXPECT_EQ(nearest("note", names), "");
  EXPECT_EQ(nearest("x", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("set", {}), "");
}

TEST(nearest, takes_the_first_of_two_that_are_as_near) {
  constexpr std::string_view twins[] = {"abc1", "abc2"};
  EXPECT_EQ(nearest("abc3", twins), "abc1");
}

}  // namespace
}  // namespace atmqtt
