#include "sim/difference.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::sim {
namespace {

TEST(difference, shows_both_sides_escaped) {
  const Sides sides = compare("\r\nOK\r\n", "\r\nERROR\r\n");
  EXPECT_EQ(sides.expected, "\\r\\nOK\\r\\n");
  EXPECT_EQ(sides.got, "\\r\\nERROR\\r\\n");
  EXPECT_EQ(sides.agreeing, 0U);
}

TEST(difference, says_nothing_where_there_is_nothing) {
  EXPECT_EQ(compare("a", "").got, "nothing");
  EXPECT_EQ(compare("", "a").expected, "nothing");
}

TEST(difference, shows_the_place_in_long_octets) {
  const std::string same(1000, 'x');
  const Sides sides = compare(same + "a", same + "b" + same);
  EXPECT_EQ(sides.expected, "... " + std::string(60, 'x') + "a");
  EXPECT_EQ(sides.got, "... " + std::string(60, 'x') + "b" + std::string(119, 'x') + " ...");
  EXPECT_EQ(sides.agreeing, 1000U);
}

TEST(difference, is_told_with_its_place_its_sides_and_the_reasons) {
  EXPECT_EQ(describe("d.at", {.line = 3, .text = "there is no DTE", .sides = {}, .reasons = {}}),
            "d.at:3: there is no DTE");
  EXPECT_EQ(describe("d.at", {.line = 3,
                              .text = "something else",
                              .sides = Sides{"a", "b", 70},
                              .reasons = {"why TOPIC", "why PUB"}}),
            "d.at:3: something else\n"
            "  expected: a\n"
            "  got:      b\n"
            "  the first 70 octets agree\n"
            "  the modem said: why TOPIC\n"
            "  the modem said: why PUB");
}

}  // namespace
}  // namespace atmqtt::sim
