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
  ASSERT_GE(profiles().size(), 2U);
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
                                        {"cfg.acturc", "false"},
                                        {"cfg.test_whole", "true"},
                                        {"id.model", "SIMCOM_SIM7600G-H"},
                                        {"id.revision", "LE20B04SIM7600G22"},
                                        {"boot.lines", R"(RDY\n+CPIN: READY\nSMS DONE\nPB DONE)"},
                                    }));
}

TEST(profiles, have_the_differences_of_a7670) {
  EXPECT_EQ(
      differences("a7670"),
      (Values{
          {"echo.data", "off"},
          {"sign.any", "true"},
          {"test.brackets", "true"},
          {"start.needed", "error"},
          {"start.repeated", "error"},
          {"stop.stopped", "error"},
          {"stop.acquired", "error"},
          {"accq.repeated", "error"},
          {"accq.takes_version", "false"},
          {"accq.version", "3"},
          {"rel.free", "20"},
          {"connect.ok_after_tcp", "true"},
          {"disc.timeout_min", "1"},
          {"disc.timeout_err", "35"},
          {"pub.timeout_min", "1"},
          {"number.quoted", "error"},
          {"subtopic.count_max", "10"},
          {"sub.read", "true"},
          {"ping.urc", "false"},
          {"cfg.refusal_ok", "false"},
          {"cfg.test_whole", "true"},
          {"cfg.acturc", "false"},
          {"cfg.version", "true"},
          {"cfg.argtopic", "true"},
          {"certificate.name_max", "108"},
          {"certificate.move", "true"},
          {"csslcfg.password", "true"},
          {"csslcfg.keypwd", "false"},
          {"csslcfg.ciphersuites", "none"},
          {"id.model", "A7670E-FASE"},
          {"id.revision", "A011B07A7670M7_F"},
          {"id.ati",
           R"(Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nQCN:\nIMEI: {imei})"
           R"(\nMEID:\n+GCAP: +CGSM,+FCLASS,+DS\nDeviceInfo:)"},
          {"id.simcomati",
           R"(Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\n)"
           R"(A7670M7_B07V01_240927\nQCN:\nIMEI: {imei}\nMEID:\n+GCAP: +CGSM,+FCLASS,+DS\n)"
           R"(DeviceInfo:)"},
          {"boot.lines", R"(*ATREADY: 1\n+CPIN: READY\nSMS DONE\nPB DONE)"},
          {"cfun.max", "8"},
          {"cfun.urcs_first", "true"},
          {"cops.format", "2"},
          {"cpsi.units", "index"},
          {"network.lost_lines", ""},
          {"net.cid_max", "15"},
          {"net.cid_far_max", "99"},
          {"net.event_lines", "true"},
          {"ping.count_max", "5"},
          {"ntp.zone", "32"},
      }));
}

TEST(profiles, have_the_differences_of_sim7670) {
  EXPECT_EQ(
      differences("sim7670"),
      (Values{
          {"start.needed", "error"},
          {"start.cid", "true"},
          {"stop.acquired", "19"},
          {"accq.takes_version", "false"},
          {"accq.version", "3"},
          {"rel.free", "20"},
          {"disc.timeout_err", "35"},
          {"number.quoted", "error"},
          {"subtopic", "false"},
          {"ping.urc", "false"},
          {"cfg.refusal_ok", "false"},
          {"cfg.test_whole", "true"},
          {"cfg.aliauth", "false"},
          {"cfg.acturc", "false"},
          {"cfg.version", "true"},
          {"cfg.cid", "true"},
          {"rx.between_ok_and_result", "true"},
          {"certificate.name_max", "55"},
          {"csslcfg.keypwd", "false"},
          {"csslcfg.ciphersuites", "all"},
          {"csslcfg.ignorecertCN", "true"},
          {"csslcfg.use_tickets", "true"},
          {"cpsi.units", "decibel"},
          {"id.model", "SIM7670G-MNGV"},
          {"id.revision", "V1.9.05"},
          {"id.ati",
           R"(Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nIMEI: {imei})"},
          {"boot.lines", R"(*ATREADY: 1\n+CPIN: READY\nSMS DONE\nPB DONE)"},
      }));
}

TEST(profiles, do_not_depend_on_what_was_set_before) {
  ASSERT_FALSE(profiles().empty() || settings().empty());
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
  ASSERT_FALSE(profiles().empty() || settings().empty());
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
