#include "app/own_identity.hpp"

#include "base/check_digit.hpp"

#include <gtest/gtest.h>

#include <set>

namespace atmqtt::app {
namespace {

DeviceSettings modem(int number) {
  DeviceSettings settings;
  give_own_identity(settings, number);
  return settings;
}

TEST(own_identity, of_the_first_modem_is_that_of_the_profiles) {
  const DeviceSettings of_profiles;
  const DeviceSettings first = modem(1);
  EXPECT_EQ(first.id_imei, of_profiles.id_imei);
  EXPECT_EQ(first.sim_imsi, of_profiles.sim_imsi);
  EXPECT_EQ(first.sim_iccid, of_profiles.sim_iccid);
}

TEST(own_identity, of_each_other_modem_is_valid_and_its_own) {
  std::set<std::string> imeis;
  std::set<std::string> imsis;
  std::set<std::string> iccids;
  constexpr int count = 2000;
  for (int number = 1; number <= count; ++number) {
    const DeviceSettings settings = modem(number);
    EXPECT_TRUE(has_right_check_digit(settings.id_imei)) << settings.id_imei;
    EXPECT_TRUE(has_right_check_digit(settings.sim_iccid)) << settings.sim_iccid;
    imeis.insert(settings.id_imei);
    imsis.insert(settings.sim_imsi);
    iccids.insert(settings.sim_iccid);
  }
  EXPECT_EQ(imeis.size(), std::size_t{count});
  EXPECT_EQ(imsis.size(), std::size_t{count});
  EXPECT_EQ(iccids.size(), std::size_t{count});
}

TEST(own_identity, counts_in_the_digits_of_device_and_subscriber) {
  EXPECT_EQ(modem(2).id_imei, "867584030000025");
  EXPECT_EQ(modem(2).sim_imsi, "001010123456790");
  EXPECT_EQ(modem(2).sim_iccid, "89001010000000000026");
  // The type of the device in front stays when its serial numbers are used up.
  EXPECT_EQ(modem(1'000'000).id_imei.substr(0, 14), "86758403000000");
  EXPECT_EQ(modem(1'000'001).id_imei, modem(1).id_imei);
}

TEST(own_identity, leaves_what_is_set) {
  DeviceSettings settings;
  settings.id_imei = "260531793113837";
  settings.sim_imsi = "460001234567890";
  give_own_identity(settings, 3);
  EXPECT_EQ(settings.id_imei, "260531793113837");
  EXPECT_EQ(settings.sim_imsi, "460001234567890");
  EXPECT_EQ(settings.sim_iccid, modem(3).sim_iccid);
}

}  // namespace
}  // namespace atmqtt::app
