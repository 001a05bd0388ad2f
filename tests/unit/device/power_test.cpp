#include "device/power.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;

class power : public testing::Test {
 protected:
  DeviceSettings settings;
  Time now{1h};
  Power switched{settings, now};
};

TEST_F(power, boots_for_its_delay) {
  settings.boot_delay = 3s;
  EXPECT_FALSE(switched.is_on());
  EXPECT_EQ(switched.deadline(), never);
  switched.switch_on();
  EXPECT_EQ(switched.deadline(), now + 3s);
  now += 3s - 1ns;
  EXPECT_FALSE(switched.advance());
  EXPECT_FALSE(switched.is_on());
  now += 1ns;
  EXPECT_TRUE(switched.advance());
  EXPECT_TRUE(switched.is_on());
  EXPECT_FALSE(switched.advance()) << "it tells once that it is on";
  EXPECT_EQ(switched.deadline(), never);
}

TEST_F(power, comes_back_after_the_time_that_it_is_off) {
  settings.power_off_time = 5s;
  settings.boot_delay = 2s;
  switched.switch_off();
  EXPECT_EQ(switched.deadline(), now + 5s);
  now += 5s;
  EXPECT_FALSE(switched.advance());
  EXPECT_EQ(switched.deadline(), now + 2s);
  now += 2s;
  EXPECT_TRUE(switched.advance());
}

TEST_F(power, stays_off_for_ever_when_no_time_is_set) {
  settings.power_off_time = 0s;
  switched.switch_off();
  EXPECT_EQ(switched.deadline(), never);
  now += 1000h;
  EXPECT_FALSE(switched.advance());
  switched.port_opened();
  EXPECT_FALSE(switched.advance());
  EXPECT_FALSE(switched.is_on());
}

TEST_F(power, comes_with_the_port_if_set_so) {
  settings.power_off_time = 0s;
  settings.boot_on_open = true;
  switched.switch_off();
  switched.port_opened();
  EXPECT_TRUE(switched.advance());
}

TEST_F(power, is_not_touched_by_a_port_that_is_opened_while_it_is_on) {
  settings.boot_on_open = true;
  settings.boot_delay = 1s;
  switched.port_opened();
  now += 1s;
  EXPECT_TRUE(switched.advance());
  switched.port_opened();
  EXPECT_TRUE(switched.is_on());
}

}  // namespace
}  // namespace atmqtt::device
