#include "io/pacer.hpp"

#include <gtest/gtest.h>

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;

constexpr Time start = Time(100s);

TEST(pacer, counts_an_octet_when_its_stop_bit_has_passed) {
  Pacer pacer(10'000);  // an octet each millisecond
  pacer.start(start);
  EXPECT_EQ(pacer.passed(start), 0U);
  EXPECT_EQ(pacer.passed(start + 1ms - 1ns), 0U);
  EXPECT_EQ(pacer.passed(start + 1ms), 1U);
  EXPECT_EQ(pacer.passed(start + 5ms), 5U);
}

TEST(pacer, does_not_count_what_was_taken) {
  Pacer pacer(10'000);
  pacer.start(start);
  pacer.take(3);
  EXPECT_EQ(pacer.passed(start + 2ms), 0U);
  EXPECT_EQ(pacer.passed(start + 5ms), 2U);
}

TEST(pacer, waits_for_one_octet_on_a_slow_line) {
  Pacer pacer(pace_min);
  pacer.start(start);
  EXPECT_EQ(pacer.next(100), start + Duration(10s) / 300);
  EXPECT_EQ(pacer.passed(pacer.next(100)), 1U);
}

TEST(pacer, waits_for_a_millisecond_of_octets_on_a_fast_line) {
  Pacer pacer(115'200);
  pacer.start(start);
  EXPECT_EQ(pacer.passed(pacer.next(100)), 11U);
  EXPECT_LE(pacer.next(100), start + 1ms);
  Pacer fastest(pace_max);
  fastest.start(start);
  EXPECT_EQ(fastest.next(10'000), start + 1ms);
  EXPECT_EQ(fastest.passed(start + 1ms), 400U);
}

TEST(pacer, waits_for_no_more_octets_than_there_are) {
  Pacer pacer(115'200);
  pacer.start(start);
  EXPECT_EQ(pacer.passed(pacer.next(2)), 2U);
}

TEST(pacer, keeps_the_speed_when_it_is_asked_late) {
  Pacer pacer(10'000);
  pacer.start(start);
  pacer.take(pacer.passed(start + 7ms));
  EXPECT_EQ(pacer.next(10), start + 8ms);
}

}  // namespace
}  // namespace atmqtt::io
