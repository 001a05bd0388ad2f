#include "device/clock.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds power_on =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 23h + 59min + 58s;

class clock_test : public testing::Test {
 protected:
  Time now{std::chrono::hours(7)};
  Clock clock{power_on, now};
};

TEST_F(clock_test, begins_with_the_time_of_power_on_and_runs) {
  EXPECT_EQ(clock.text(), "26/11/24,23:59:58+00");
  now += 2s;
  EXPECT_EQ(clock.utc(), power_on + 2s);
  EXPECT_EQ(clock.text(), "26/11/25,00:00:00+00");
}

TEST_F(clock_test, counts_whole_seconds) {
  now += 999ms;
  EXPECT_EQ(clock.utc(), power_on);
  now += 1ms;
  EXPECT_EQ(clock.utc(), power_on + 1s);
}

TEST_F(clock_test, is_set_to_a_local_time_and_knows_utc) {
  EXPECT_TRUE(clock.set("14/01/01,02:14:36+08"));
  EXPECT_EQ(clock.text(), "14/01/01,02:14:36+08");
  EXPECT_EQ(clock.utc(), std::chrono::sys_days(std::chrono::year(2014) / 1 / 1) + 14min + 36s);
  now += 24h;
  EXPECT_EQ(clock.text(), "14/01/02,02:14:36+08");
}

TEST_F(clock_test, keeps_its_zone_when_none_is_given) {
  EXPECT_TRUE(clock.set("14/01/01,02:14:36-22"));
  EXPECT_TRUE(clock.set("15/06/07,08:09:10"));
  EXPECT_EQ(clock.text(), "15/06/07,08:09:10-22");
}

TEST_F(clock_test, takes_both_ends_of_what_can_be_set) {
  for (const std::string_view text :
       {"00/01/01,00:00:00-96", "99/12/31,23:59:59+96", "24/02/29,12:00:00+00"}) {
    EXPECT_TRUE(clock.set(text)) << text;
    EXPECT_EQ(clock.text(), text);
  }
}

TEST_F(clock_test, is_not_changed_by_what_is_no_time) {
  for (const std::string_view text : {"",
                                      "14/01/01",
                                      "14/01/01,02:14",
                                      "14/01/01,02:14:3",
                                      "14-01-01,02:14:36",
                                      "14/01/01 02:14:36",
                                      "14/13/01,00:00:00",
                                      "14/00/01,00:00:00",
                                      "14/01/00,00:00:00",
                                      "23/02/29,00:00:00",
                                      "14/01/01,24:00:00",
                                      "14/01/01,00:60:00",
                                      "14/01/01,00:00:60",
                                      "14/01/01,00:00:00+97",
                                      "14/01/01,00:00:00+8",
                                      "14/01/01,00:00:00+008",
                                      "14/01/01,00:00:00*08",
                                      "14/01/01,00:00:00+0a",
                                      "-0/01/01,00:00:00",
                                      "2014/01/01,00:00:00",
                                      "14/01/01,00:00:00+-1",
                                      " 1/01/01,00:00:00"}) {
    EXPECT_FALSE(clock.set(text)) << text;
    EXPECT_EQ(clock.text(), "26/11/24,23:59:58+00") << text;
  }
}

}  // namespace
}  // namespace atmqtt::device
