#include "fleet/latency.hpp"

#include <gtest/gtest.h>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

TEST(fleet_latency, has_no_quantile_without_measurement) { EXPECT_FALSE(Latency().quantile(0.5)); }

TEST(fleet_latency, is_exact_below_64_microseconds) {
  Latency latency;
  for (int i = 1; i <= 60; ++i) latency.add(std::chrono::microseconds(i));
  EXPECT_EQ(latency.quantile(0.5), 30us);
  EXPECT_EQ(latency.quantile(1.0), 60us);
  EXPECT_EQ(latency.count_up_to(10us), 10U);
}

TEST(fleet_latency, is_never_below_and_at_most_one_32nd_above_the_true_value) {
  for (std::int64_t us = 1; us < 4'000'000'000; us = us * 5 / 4 + 1) {
    Latency latency;
    const Duration time = std::chrono::microseconds(us);
    latency.add(time);
    latency.add(2h);  // so that the longest does not give the value away
    EXPECT_GE(*latency.quantile(0.5), time) << us;
    EXPECT_LE(*latency.quantile(0.5), time + time / 32) << us;
  }
}

TEST(fleet_latency, keeps_the_longest_exactly_and_takes_no_negative_one) {
  Latency latency;
  latency.add(-5ms);
  EXPECT_EQ(latency.sum(), 0ms);
  latency.add(1234567us);
  EXPECT_EQ(latency.max(), 1234567us);
  EXPECT_EQ(latency.quantile(1.0), 1234567us);
  EXPECT_EQ(latency.quantile(0.5), 0us);
}

TEST(fleet_latency, is_the_same_merged_as_measured_in_one) {
  Latency one;
  Latency other;
  Latency both;
  for (int i = 0; i < 1000; ++i) {
    const Duration time = i * i * 1us;
    (i % 3 == 0 ? one : other).add(time);
    both.add(time);
  }
  one.merge(other);
  EXPECT_EQ(one.count(), both.count());
  EXPECT_EQ(one.sum(), both.sum());
  EXPECT_EQ(one.max(), both.max());
  for (const double part : {0.01, 0.5, 0.99, 0.999}) {
    EXPECT_EQ(one.quantile(part), both.quantile(part));
  }
}

}  // namespace
}  // namespace atmqtt::fleet
