#include "app/profile.hpp"

#include "unit/app/temporary_file.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

TEST(profile, is_found_by_its_name) {
  const auto settings = load_profile("sim7600");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->start_order, ResultOrder::result_first_when_online);
}

TEST(profile, says_which_names_there_are) {
  const auto settings = load_profile("nix");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().exit_status, exit_status::bad_usage);
  EXPECT_EQ(settings.error().text.substr(0, 53),
            "profile nix: unknown, must be one of sim8200, sim7600");
}

TEST(profile, in_a_file_overrides_its_base) {
  const TemporaryFile base("base = \"sim7600\"\nid.model = \"A\"\nid.revision = \"R\"\n");
  const TemporaryFile file("base = \"" + base.path() + "\"\nid.model = \"B\"\n");
  const auto settings = load_profile(file.path());
  ASSERT_TRUE(settings) << settings.error().text;
  EXPECT_EQ(settings->start_order, ResultOrder::result_first_when_online);
  EXPECT_EQ(settings->id_model, "B");
  EXPECT_EQ(settings->id_revision, "R");
}

TEST(profile, in_a_file_finds_its_base_beside_that_file) {
  const TemporaryFile base("base = \"sim7600\"\nid.model = \"A\"\n");
  const TemporaryFile file("base = \"" + base.name() + "\"\n");
  const auto settings = load_profile(file.path());
  ASSERT_TRUE(settings) << settings.error().text;
  EXPECT_EQ(settings->id_model, "A");
}

TEST(profile, names_file_and_line_of_an_unknown_key) {
  const TemporaryFile file("base = \"sim7600\"\n\nid.modell = \"B\"\n");
  const auto settings = load_profile(file.path());
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().exit_status, exit_status::bad_usage);
  EXPECT_EQ(settings.error().text.substr(0, file.path().size() + 4), file.path() + ":3: ");
  EXPECT_NE(settings.error().text.find("id.modell"), std::string::npos);
}

TEST(profile, that_cannot_be_read_is_not_opened) {
  const auto settings = load_profile("/nowhere.toml");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().exit_status, exit_status::not_opened);
}

TEST(profile, refuses_files_that_build_on_themselves) {
  const TemporaryFile other("");
  const TemporaryFile file("base = \"" + other.path() + "\"\n");
  std::filesystem::copy_file(file.path(), other.path(),
                             std::filesystem::copy_options::overwrite_existing);
  const auto settings = load_profile(file.path());
  ASSERT_FALSE(settings);
  EXPECT_TRUE(settings.error().text.starts_with(file.path() + ": base: "));
  EXPECT_TRUE(
      settings.error().text.ends_with(other.path() + ": too many files build on each other"));
}

TEST(profile, is_overridden_in_order_until_a_setting_is_refused) {
  Settings settings;
  EXPECT_TRUE(override_settings(
      settings, std::vector<SettingOption>{{"echo", "false", "a"}, {"id.model", "X", "b"}}));
  EXPECT_FALSE(settings.echo);
  EXPECT_EQ(settings.id_model, "X");
  const auto refused = override_settings(
      settings, std::vector<SettingOption>{{"echo", "maybe", "--set echo=maybe"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text.substr(0, 18), "--set echo=maybe: ");
}

}  // namespace
}  // namespace atmqtt::app
