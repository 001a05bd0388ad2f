#include "sim/dialogue_settings.hpp"

#include "modem/profiles.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace atmqtt::sim {
namespace {

using Names = std::vector<std::string>;

TEST(dialogue_settings, know_the_profiles_to_play_on) {
  EXPECT_EQ(profiles_of({}), Names{"sim8200"});
  EXPECT_EQ(profiles_of({.profiles = {"sim7600"}}), Names{"sim7600"});
  EXPECT_EQ(profiles_of({.profiles = {"sim7600", "sim8200"}}), (Names{"sim7600", "sim8200"}));
  EXPECT_EQ(profiles_of({.holds_for_all_profiles = true}).size(), profiles().size());
  EXPECT_EQ(profiles_of({.holds_for_all_profiles = true}).front(), profiles().front().name);
}

TEST(dialogue_settings, override_in_their_order) {
  Settings settings;
  const Dialogue dialogue{.name = "d.at",
                          .settings = {{1, "rx.payload_chunk=1"}, {2, "rx.payload_chunk=256"}}};
  ASSERT_TRUE(apply_settings(dialogue, settings));
  EXPECT_EQ(settings.rx_payload_chunk, 256U);
}

TEST(dialogue_settings, are_refused_with_their_line) {
  Settings settings;
  const auto applied = apply_settings({.name = "d.at", .settings = {{7, "nosuch=1"}}}, settings);
  ASSERT_FALSE(applied);
  EXPECT_TRUE(applied.error().starts_with("d.at:7: ")) << applied.error();
  EXPECT_NE(applied.error().find("nosuch"), std::string::npos) << applied.error();
}

}  // namespace
}  // namespace atmqtt::sim
