#include "device/radio.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;

class radio : public testing::Test {
 protected:
  radio() { card.power_up(); }

  Registration registered() {
    air.update();
    return air.registration();
  }

  DeviceSettings settings;
  Time now{1h};
  Sim card{settings, now};
  Radio air{settings, card, now};
};

TEST_F(radio, searches_for_its_time_and_is_registered) {
  settings.radio_registration_delay = 4s;
  EXPECT_EQ(registered(), Registration::searching);
  EXPECT_EQ(air.deadline(), now + 4s);
  EXPECT_EQ(air.rssi(), 99);
  now += 4s;
  EXPECT_EQ(registered(), Registration::home);
  EXPECT_EQ(air.deadline(), never);
  EXPECT_EQ(air.rssi(), 23);
}

TEST_F(radio, gets_the_answer_of_the_network) {
  const auto answer = [this](RegistrationAnswer given) {
    settings.radio_registration = given;
    return registered();
  };
  EXPECT_EQ(answer(RegistrationAnswer::home), Registration::home);
  EXPECT_TRUE(air.is_registered());
  EXPECT_EQ(answer(RegistrationAnswer::roaming), Registration::roaming);
  EXPECT_TRUE(air.is_registered());
  EXPECT_EQ(answer(RegistrationAnswer::denied), Registration::denied);
  EXPECT_FALSE(air.is_registered());
  EXPECT_EQ(answer(RegistrationAnswer::none), Registration::searching);
  EXPECT_FALSE(air.is_registered());
}

TEST_F(radio, is_silent_without_full_functionality_and_searches_anew_behind_it) {
  settings.radio_registration_delay = 4s;
  (void)registered();
  now += 4s;
  for (const auto functionality :
       {Radio::minimum, Radio::flight, Radio::factory_test, Radio::offline}) {
    air.set_functionality(functionality);
    EXPECT_EQ(registered(), Registration::not_registered) << functionality;
  }
  air.set_functionality(Radio::full);
  EXPECT_EQ(registered(), Registration::searching);
  EXPECT_EQ(air.deadline(), now + 4s);
}

TEST_F(radio, is_registered_for_nothing_when_detached_in_lte_and_attaches_without_a_search) {
  settings.radio_registration_delay = 4s;
  (void)registered();
  now += 4s;
  air.allow_attach(false);
  EXPECT_EQ(registered(), Registration::not_registered);
  EXPECT_EQ(air.packet_registration(), Registration::not_registered);
  EXPECT_EQ(air.rssi(), 99);
  EXPECT_TRUE(air.has_network());
  air.allow_attach(true);
  EXPECT_EQ(registered(), Registration::home);
  EXPECT_EQ(air.packet_registration(), Registration::home);
}

TEST_F(radio, stays_registered_for_calls_when_detached_in_gsm_and_umts) {
  for (const Rat rat : {Rat::gsm, Rat::wcdma}) {
    settings.radio_rat = rat;
    air.allow_attach(false);
    EXPECT_EQ(registered(), Registration::home);
    EXPECT_EQ(air.packet_registration(), Registration::not_registered);
    air.allow_attach(true);
    EXPECT_EQ(air.packet_registration(), Registration::home);
  }
}

TEST_F(radio, does_not_search_without_a_sim_that_is_ready) {
  for (const SimLock lock : {SimLock::pin, SimLock::absent}) {
    settings.sim_state = lock;
    card.power_up();
    EXPECT_EQ(registered(), Registration::not_registered);
  }
}

}  // namespace
}  // namespace atmqtt::device
