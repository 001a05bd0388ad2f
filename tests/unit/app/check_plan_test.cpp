#include "app/check_plan.hpp"

#include "modem/profiles.hpp"
#include "unit/io/loop_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace atmqtt::app {
namespace {

class check_plan : public ::testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view text) {
    const std::string path = directory_ / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  Plan plan(CheckOptions options) {
    auto plan = make_plan(options);
    EXPECT_TRUE(plan) << plan.error().text;
    return plan ? std::move(*plan) : Plan();
  }

  static Failure failure(CheckOptions options) {
    const auto plan = make_plan(options);
    EXPECT_FALSE(plan);
    return plan ? Failure() : plan.error();
  }

  static std::vector<std::string> modems_of(const Plan& plan) {
    std::vector<std::string> modems;
    for (const Play& play : plan.plays) modems.push_back(play.modem);
    return modems;
  }

  io::TemporaryDirectory directory_;
};

using Names = std::vector<std::string>;

TEST_F(check_plan, finds_dialogues_in_directories_in_the_order_of_their_names) {
  const std::string b = file("d/b.at", "> AT\n");
  const std::string a = file("d/sub/a.at", "> AT\n");
  file("d/notes.txt", "none");
  const std::string alone = file("alone.txt", "> AT\n");
  const Plan plan = this->plan({.paths = {directory_ / "d", alone}});
  ASSERT_EQ(plan.dialogues.size(), 3U);
  EXPECT_EQ(plan.dialogues[0].name, b);
  EXPECT_EQ(plan.dialogues[1].name, a);
  EXPECT_EQ(plan.dialogues[2].name, alone);
  EXPECT_EQ(plan.plays[2].dialogue, 2U);
}

TEST_F(check_plan, plays_on_the_profiles_that_a_dialogue_names) {
  EXPECT_EQ(modems_of(plan({.paths = {file("a.at", "> AT\n")}})), Names{"sim8200"});
  EXPECT_EQ(modems_of(plan({.paths = {file("b.at", "# profile: sim7600,sim8200\n> AT\n")}})),
            (Names{"sim7600", "sim8200"}));
  EXPECT_EQ(modems_of(plan({.paths = {file("c.at", "# profile: all\n> AT\n")}})).size(),
            profiles().size());
}

TEST_F(check_plan, skips_dialogues_that_are_for_other_profiles_than_the_one_asked_for) {
  const Plan plan =
      this->plan({.profile = "sim7600",
                  .paths = {file("1.at", "> AT\n"), file("2.at", "# profile: all\n> AT\n"),
                            file("3.at", "# profile: sim8200, sim7600\n> AT\n"),
                            file("4.at", "# profile: sim8200\n> AT\n")}});
  EXPECT_EQ(modems_of(plan), Names(4, "sim7600"));
  EXPECT_FALSE(plan.plays[0].skip_reason);
  EXPECT_FALSE(plan.plays[1].skip_reason);
  EXPECT_FALSE(plan.plays[2].skip_reason);
  EXPECT_EQ(plan.plays[3].skip_reason, "is for sim8200");
}

TEST_F(check_plan, overrides_from_profile_over_dialogue_to_command_line) {
  const std::string path = file(
      "a.at", "# profile: sim7600\n# set: rx.payload_chunk=2\n# set: rx.topic_chunk=3\n> AT\n");
  const Plan plan = this->plan(
      {.settings = {{"rx.topic_chunk", "4", "--set rx.topic_chunk=4"}}, .paths = {path}});
  EXPECT_EQ(plan.plays[0].settings.rx_payload_chunk, 2U);
  EXPECT_EQ(plan.plays[0].settings.rx_topic_chunk, 4U);
  EXPECT_EQ(plan.plays[0].settings.start_order, ResultOrder::result_first_when_online);
}

TEST_F(check_plan, takes_the_broker_of_the_dialogue_unless_one_is_asked_for) {
  const std::string without = file("a.at", "> AT\n");
  const std::string with = file("b.at", "# broker: h:1883\n> AT\n");
  const Plan plan = this->plan({.paths = {without, with}});
  EXPECT_EQ(plan.plays[0].broker, Broker(ScriptedBroker{}));
  EXPECT_EQ(plan.plays[1].broker, Broker(io::Server{"h", 1883}));
  EXPECT_EQ(this->plan({.broker = ScriptedBroker{}, .paths = {with}}).plays[0].broker,
            Broker(ScriptedBroker{}));
}

TEST_F(check_plan, plays_once_against_a_module_and_leaves_out_what_needs_settings) {
  const Plan plan = this->plan({.against = AgainstOption{"unix:u", UnixOptions{"u"}},
                                .paths = {file("a.at", "# profile: all\n> AT\n"),
                                          file("b.at", "#\n# set: echo=false\n> AT\n")}});
  EXPECT_EQ(modems_of(plan), (Names{"unix:u", "unix:u"}));
  EXPECT_FALSE(plan.plays[0].skip_reason);
  EXPECT_EQ(plan.plays[1].skip_reason, "line 2: a module takes no settings");
}

TEST_F(check_plan, is_refused_with_file_and_line) {
  const std::string bad = file("bad.at", "> AT\nOK\n");
  EXPECT_EQ(failure({.paths = {bad}}).exit_status, exit_status::bad_usage);
  EXPECT_TRUE(failure({.paths = {bad}}).text.starts_with(bad + ":2: 'OK' begins with none of"));
  const std::string broker = file("broker.at", "> AT\n");
  EXPECT_EQ(failure({.paths = {file("b.at", "#\n# broker: h\n> AT\n")}}).text,
            directory_ / "b.at" +
                ":2: broker h: must be none, real, or HOST:PORT with PORT 1 to 65535, as in "
                "127.0.0.1:1883");
  EXPECT_TRUE(failure({.paths = {file("s.at", "# set: nosuch=1\n> AT\n")}})
                  .text.starts_with(directory_ / "s.at" + ":1: "));
  EXPECT_EQ(failure({.profile = "sim900", .paths = {broker}}).exit_status, exit_status::bad_usage);
}

TEST_F(check_plan, needs_files_that_can_be_read) {
  const std::string none = directory_ / "none.at";
  EXPECT_EQ(failure({.paths = {none}}).exit_status, exit_status::not_opened);
  EXPECT_EQ(failure({.paths = {none}}).text, none + ": No such file or directory");
  const std::string empty = directory_ / "empty";
  std::filesystem::create_directory(empty);
  EXPECT_EQ(failure({.paths = {empty}}).exit_status, exit_status::bad_usage);
  EXPECT_EQ(failure({.paths = {empty}}).text, empty + ": has no dialogue, no file *.at");
}

}  // namespace
}  // namespace atmqtt::app
