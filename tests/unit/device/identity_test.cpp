#include "device/identity.hpp"

#include "base/check_digit.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace atmqtt::device {
namespace {

const DeviceSettings of_profiles;

TEST(identity, of_the_first_modem_is_that_of_the_profiles) {
  const Identity first(of_profiles, 1);
  EXPECT_EQ(first.imei(), of_profiles.id_imei);
  EXPECT_EQ(first.imsi(), of_profiles.sim_imsi);
  EXPECT_EQ(first.iccid(), of_profiles.sim_iccid);
}

TEST(identity, of_each_other_modem_is_valid_and_its_own) {
  std::set<std::string> imeis;
  std::set<std::string> imsis;
  std::set<std::string> iccids;
  constexpr std::uint32_t count = 1'000;
  for (std::uint32_t number = 1; number <= count; ++number) {
    const Identity identity(of_profiles, number);
    EXPECT_TRUE(has_right_check_digit(identity.imei())) << identity.imei();
    EXPECT_TRUE(has_right_check_digit(identity.iccid())) << identity.iccid();
    imeis.insert(identity.imei());
    imsis.insert(identity.imsi());
    iccids.insert(identity.iccid());
  }
  EXPECT_EQ(imeis.size(), count);
  EXPECT_EQ(imsis.size(), count);
  EXPECT_EQ(iccids.size(), count);
}

TEST(identity, counts_in_the_digits_of_device_and_subscriber) {
  EXPECT_EQ(Identity(of_profiles, 2).imei(), "867584030000025");
  EXPECT_EQ(Identity(of_profiles, 2).imsi(), "001010123456790");
  EXPECT_EQ(Identity(of_profiles, 2).iccid(), "89001010000000000026");
  // 86758403000001 + 1,000,000 and + 99,999,999, which begins anew behind the last.
  EXPECT_EQ(Identity(of_profiles, 1'000'001).imei().substr(0, 14), "86758404000001");
  EXPECT_EQ(Identity(of_profiles, 100'000'000).imei().substr(0, 14), "86758403000000");
  EXPECT_EQ(Identity(of_profiles, 100'000'001).imei(), Identity(of_profiles, 1).imei());
}

TEST(identity, is_what_the_settings_say_for_every_modem) {
  DeviceSettings settings;
  settings.id_imei = "260531793113837";
  settings.sim_imsi = "460001234567890";
  const Identity third(settings, 3);
  EXPECT_EQ(third.imei(), "260531793113837");
  EXPECT_EQ(third.imsi(), "460001234567890");
  EXPECT_EQ(third.iccid(), Identity(of_profiles, 3).iccid());
}

}  // namespace
}  // namespace atmqtt::device
