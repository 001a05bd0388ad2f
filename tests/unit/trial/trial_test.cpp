#include "trial/trial.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <ctime>
#include <set>

namespace atmqtt::trial {
namespace {

TEST(trial, gives_the_same_octets_for_the_same_seed_and_others_for_another) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Verdict first = play(make_plan(seed));
    const Verdict second = play(make_plan(seed));
    EXPECT_EQ(first.octets, second.octets) << seed;
    EXPECT_EQ(first.output, second.output) << seed;
    EXPECT_EQ(first.time, second.time) << seed;
    hashes.insert(first.octets);
  }
  EXPECT_EQ(hashes.size(), 20U);
}

TEST(trial, takes_a_device_through_a_day_in_less_than_a_second) {
  const std::clock_t begin = std::clock();
  const Verdict verdict = play(day_of_a_device());
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  EXPECT_TRUE(verdict.is_good()) << verdict.invariant << ": " << verdict.text;
  EXPECT_EQ(verdict.messages, 24U * 12U + 1U) << "and one behind the trial";
  EXPECT_GE(verdict.time, std::chrono::hours(24));
  std::printf("a day of a device takes %.3f s of the processor\n", seconds);
#ifdef NDEBUG  // the other builds are not made for speed
  EXPECT_LT(seconds, 1.0);
#endif
}

}  // namespace
}  // namespace atmqtt::trial
