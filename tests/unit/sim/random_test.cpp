#include "sim/random.hpp"

#include <gtest/gtest.h>

namespace atmqtt::sim {
namespace {

// Worked out apart from this code. A seed stands for the same world for ever, so they never change.
TEST(random, gives_fixed_numbers_for_a_seed) {
  EXPECT_EQ(mix(0x9E3779B97F4A7C15U), 0xE220A8397B1DCDAFU) << "the first number of SplitMix64";
  Random random(1);
  EXPECT_EQ(random.next(), 0x5E41AB087439611EU);
  EXPECT_EQ(random.next(), 0xF18D6CE93D6CF1EEU);
  EXPECT_EQ(random.next(), 0x0B95F66D327E8D78U);
  EXPECT_EQ(Random(2000).next(), 0x079E25296C243009U);
}

TEST(random, uses_them_in_a_fixed_way) {
  Random random(7);
  for (const std::uint64_t expected : {1U, 4U, 7U, 5U, 0U, 4U}) {
    EXPECT_EQ(random.below(10), expected);
  }
  EXPECT_EQ(Random(7).between(100, 109), 101);
}

}  // namespace
}  // namespace atmqtt::sim
