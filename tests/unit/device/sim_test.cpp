#include "device/sim.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;

class sim : public testing::Test {
 protected:
  Sim& insert() {
    card.emplace(settings, now);
    card->power_up();
    return *card;
  }

  DeviceSettings settings;
  Time now{1h};
  std::optional<Sim> card;
};

TEST_F(sim, is_busy_until_it_answers) {
  settings.boot_sim_delay = 2s;
  const Sim& sim = insert();
  EXPECT_EQ(sim.state(), SimState::busy);
  EXPECT_EQ(sim.deadline(), now + 2s);
  now += 2s;
  EXPECT_EQ(sim.state(), SimState::ready);
  EXPECT_EQ(sim.deadline(), never);
}

TEST_F(sim, is_taken_for_broken_until_it_answers_where_the_settings_say_so) {
  settings.boot_sim_delay = 2s;
  settings.boot_sim_wait = SimWait::failure;
  const Sim& sim = insert();
  EXPECT_EQ(sim.state(), SimState::failing);
  EXPECT_EQ(error_of(sim.state()), at::CmeError::sim_failure);
  EXPECT_EQ(sim.deadline(), now + 2s);
  now += 2s;
  EXPECT_EQ(sim.state(), SimState::ready);
  EXPECT_EQ(sim.deadline(), never);
}

TEST_F(sim, may_be_absent) {
  settings.sim_state = SimLock::absent;
  settings.boot_sim_delay = 2s;
  EXPECT_EQ(insert().state(), SimState::absent);
  EXPECT_EQ(card->deadline(), never) << "it will never answer";
}

TEST_F(sim, is_unlocked_by_its_pin_and_locked_again_at_power_up) {
  settings.sim_state = SimLock::pin;
  Sim& sim = insert();
  EXPECT_EQ(sim.state(), SimState::pin);
  EXPECT_TRUE(sim.enter_pin("1234"));
  EXPECT_EQ(sim.state(), SimState::ready);
  sim.power_up();
  EXPECT_EQ(sim.state(), SimState::pin);
}

TEST_F(sim, wants_the_puk_after_three_wrong_pins_in_a_row) {
  settings.sim_state = SimLock::pin;
  Sim& sim = insert();
  EXPECT_FALSE(sim.enter_pin("1111"));
  EXPECT_FALSE(sim.enter_pin("1111"));
  EXPECT_TRUE(sim.enter_pin("1234"));
  sim.power_up();
  EXPECT_FALSE(sim.enter_pin("1111"));
  EXPECT_FALSE(sim.enter_pin("1111"));
  EXPECT_EQ(sim.state(), SimState::pin);
  EXPECT_FALSE(sim.enter_pin("1111"));
  EXPECT_EQ(sim.state(), SimState::puk);
}

TEST_F(sim, takes_a_new_pin_with_the_puk) {
  settings.sim_state = SimLock::puk;
  Sim& sim = insert();
  EXPECT_EQ(sim.state(), SimState::puk);
  EXPECT_FALSE(sim.enter_puk("00000000", "4321"));
  EXPECT_EQ(sim.state(), SimState::puk);
  EXPECT_TRUE(sim.enter_puk("12345678", "4321"));
  EXPECT_EQ(sim.state(), SimState::ready);
}

TEST_F(sim, is_dead_after_ten_wrong_puks) {
  settings.sim_state = SimLock::puk;
  Sim& sim = insert();
  for (int i = 0; i < 9; ++i) EXPECT_FALSE(sim.enter_puk("00000000", "4321"));
  EXPECT_EQ(sim.state(), SimState::puk);
  EXPECT_FALSE(sim.enter_puk("00000000", "4321"));
  EXPECT_EQ(sim.state(), SimState::dead);
}

TEST_F(sim, keeps_its_counters_and_its_pin_over_a_reset) {
  settings.sim_state = SimLock::pin;
  Sim& before = insert();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(before.enter_pin("1111"));
  EXPECT_TRUE(before.enter_puk("12345678", "4321"));
  Sim after(settings, now);
  after.take_over(before);
  after.power_up();
  EXPECT_EQ(after.state(), SimState::pin);
  EXPECT_FALSE(after.enter_pin("1234"));
  EXPECT_TRUE(after.enter_pin("4321"));
}

}  // namespace
}  // namespace atmqtt::device
