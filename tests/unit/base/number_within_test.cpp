#include "base/number_within.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace atmqtt {
namespace {

TEST(number_within, is_the_whole_text) {
  EXPECT_EQ(number_within("17", 0, 99), 17);
  EXPECT_EQ(number_within("007", 0, 99), 7);
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "x", "0x1", "1.0", "-"}) {
    EXPECT_FALSE(number_within(text, -99, 99)) << text;
  }
}

TEST(number_within, is_in_its_range) {
  EXPECT_EQ(number_within("-3", -3, 5), -3);
  EXPECT_EQ(number_within("5", -3, 5), 5);
  EXPECT_FALSE(number_within("-4", -3, 5));
  EXPECT_FALSE(number_within("6", -3, 5));
  EXPECT_FALSE(number_within("-1", 0U, 5U));
}

TEST(number_within, does_not_wrap_round) {
  constexpr auto max = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(number_within<std::uint64_t>("18446744073709551615", 0, max), max);
  EXPECT_FALSE(number_within<std::uint64_t>("18446744073709551616", 0, max));
  EXPECT_FALSE(number_within<std::uint16_t>("65536", 0, 65535));
}

TEST(number_within, may_have_a_fraction_where_the_range_has) {
  EXPECT_EQ(number_within("0.5", 0.001, 1e6), 0.5);
  EXPECT_FALSE(number_within("nan", 0.001, 1e6));
}

}  // namespace
}  // namespace atmqtt
