#include "device/cell.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

class cell : public testing::Test {
 protected:
  std::string told() {
    card.power_up();
    radio.update();
    return cell_text(settings, radio);
  }

  DeviceSettings settings;
  Time now{std::chrono::hours(1)};
  Sim card{settings, now};
  Radio radio{settings, card, now};
};

TEST_F(cell, is_told_in_the_layout_of_its_technology) {
  EXPECT_EQ(told(),
            "LTE,Online,001-01,0x333C,39589680,308,EUTRAN-BAND3,1350,5,5,-110,-970,-670,18");
  settings.radio_rat = Rat::wcdma;
  EXPECT_EQ(told(),
            "WCDMA,Online,001-01,0x333C,39589680,WCDMA IMT 2000,279,1350,0,1.5,97,33,67,500");
  settings.radio_rat = Rat::gsm;
  EXPECT_EQ(told(), "GSM,Online,001-01,0x333C,39589680,1350 EGSM 900,-67,2110,42-42");
}

TEST_F(cell, has_levels_that_go_with_the_signal) {
  settings.radio_rssi = 0;
  EXPECT_TRUE(told().ends_with(",-110,-1430,-1130,18"));
  settings.radio_rssi = 31;
  EXPECT_TRUE(told().ends_with(",-110,-810,-510,18"));
  settings.cpsi_units = CpsiUnits::index;
  EXPECT_TRUE(told().ends_with(",18,60,60,18"));
  settings.cpsi_units = CpsiUnits::decibel;
  EXPECT_TRUE(told().ends_with(",-11,-81,-51,18"));
}

TEST_F(cell, is_none_out_of_service) {
  settings.radio_registration = RegistrationAnswer::denied;
  EXPECT_EQ(told(), "NO SERVICE,Online");
  radio.set_functionality(Radio::flight);
  EXPECT_EQ(told(), "NO SERVICE,Low Power Mode");
}

}  // namespace
}  // namespace atmqtt::device
