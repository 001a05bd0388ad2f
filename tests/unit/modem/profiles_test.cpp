#include "modem/profiles.hpp"

#include "modem/settings.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace atmqtt {
namespace {

using Values = std::map<std::string, std::string>;

/// The settings of a profile that are not those of sim8200.
Values differences(std::string_view name) {
  const Profile* profile = find_profile(name);
  EXPECT_NE(profile, nullptr) << name;
  Settings changed;
  profile->apply(changed);
  Values values;
  for (const Setting& setting : settings()) {
    const std::string value = value_of(setting, changed);
    if (value != value_of(setting, Settings{})) values.emplace(setting.key, value);
  }
  return values;
}

TEST(profiles, are_found_by_their_names) {
  for (const Profile& profile : profiles()) {
    EXPECT_EQ(find_profile(profile.name), &profile);
    EXPECT_FALSE(profile.text.empty());
  }
  EXPECT_EQ(find_profile("sim1"), nullptr);
  EXPECT_EQ(find_profile(""), nullptr);
  EXPECT_EQ(find_profile("SIM8200"), nullptr);
}

TEST(profiles, have_the_chapter_first) {
  EXPECT_EQ(profiles().front().name, "sim8200");
  EXPECT_EQ(differences("sim8200"), Values{});
}

TEST(profiles, have_the_differences_of_sim7600) {
  EXPECT_EQ(differences("sim7600"), (Values{
                                        {"start.order", "result_first_when_online"},
                                        {"stop.order", "result_first_when_online"},
                                        {"id.model", "SIMCOM_SIM7600G-H"},
                                        {"id.revision", "LE20B04SIM7600G22"},
                                        {"boot.lines", R"(RDY\n+CPIN: READY\nSMS DONE\nPB DONE)"},
                                    }));
}

TEST(profiles, do_not_depend_on_what_was_set_before) {
  for (const Profile& profile : profiles()) {
    Settings fresh;
    profile.apply(fresh);
    Settings used;
    used.strict = true;
    used.id_model = "another";
    profile.apply(used);
    for (const Setting& setting : settings()) {
      EXPECT_EQ(value_of(setting, used), value_of(setting, fresh)) << setting.key;
    }
  }
}

TEST(profiles, can_be_written_as_settings) {
  for (const Profile& profile : profiles()) {
    Settings applied;
    profile.apply(applied);
    Settings typed;
    for (const Setting& setting : settings()) {
      EXPECT_TRUE(set(typed, setting.key, value_of(setting, applied))) << setting.key;
      EXPECT_EQ(value_of(setting, typed), value_of(setting, applied)) << setting.key;
    }
  }
}

}  // namespace
}  // namespace atmqtt
