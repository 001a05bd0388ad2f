#include "fleet/script.hpp"

#include <gtest/gtest.h>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

Script parsed(std::string_view text) {
  auto script = parse_script("s.at", text);
  EXPECT_TRUE(script) << script.error();
  return script.value_or(Script{});
}

std::string error_of(std::string_view text) {
  const auto script = parse_script("s.at", text);
  return script ? "no error" : script.error();
}

TEST(fleet_script, knows_the_client_of_a_command_that_is_timed) {
  const Script script =
      parsed("> at+cmqttconnect=1,\"tcp://{broker}\",60,1\n> AT+CMQTTPUB=0,1,60\n> AT+CSQ\n");
  const Send& connect = std::get<Send>(script.steps.at(0).what);
  EXPECT_EQ(connect.command, ClientCommand::connect);
  EXPECT_EQ(connect.client, 1);
  EXPECT_EQ(std::get<Send>(script.steps.at(1).what).command, ClientCommand::publish);
  EXPECT_EQ(std::get<Send>(script.steps.at(2).what).command, ClientCommand::none);
  EXPECT_EQ(script.client_count(), 1U);
  EXPECT_TRUE(script.uses(Text::Placeholder::broker));
  EXPECT_FALSE(script.uses(Text::Placeholder::imei));
  EXPECT_EQ(error_of("> AT+CMQTTPUB={n},1,60\n"),
            "s.at:1: the client of this command must stand there, as 0 or 1");
}

TEST(fleet_script, counts_the_clients_that_connect) {
  EXPECT_EQ(
      parsed("> AT+CMQTTCONNECT=0,\n> AT+CMQTTCONNECT=1,\n> AT+CMQTTCONNECT=0,\n").client_count(),
      2U);
}

TEST(fleet_script, has_a_step) {
  EXPECT_EQ(error_of("# wait: 5s\n"), "s.at:1: " + std::string(sim::no_step_text));
  EXPECT_TRUE(error_of("> A\n# wiat: 5s\n")
                  .starts_with("s.at:2: there is no header 'wiat:', perhaps 'wait:' is meant"));
}

TEST(fleet_script, nests_repetitions) {
  const Script script = parsed("! repeat 3\n! repeat forever\n> A\n! end\n! wait 1s\n! end\n");
  EXPECT_EQ(std::get<Repeat>(script.steps.at(0).what).passes, 3U);
  EXPECT_EQ(std::get<Repeat>(script.steps.at(1).what).passes, 0U);
  EXPECT_EQ(std::get<EndRepeat>(script.steps.at(3).what).begin, 2U);
  EXPECT_EQ(std::get<EndRepeat>(script.steps.at(5).what).begin, 1U);
}

TEST(fleet_script, refuses_repetitions_that_cannot_be_played) {
  EXPECT_EQ(error_of("> A\n! repeat 2\n> B\n"), "s.at:2: this repetition has no ! end");
  EXPECT_EQ(error_of("> A\n! end\n"), "s.at:2: there is no ! repeat that this would end");
  EXPECT_EQ(error_of("! repeat forever\n! repeat 2\n! end\n! end\n"),
            "s.at:3: in this repetition nothing is sent, expected or waited for");
  EXPECT_EQ(error_of("! repeat 1\n! repeat 1\n! repeat 1\n! repeat 1\n! repeat 1\n"),
            "s.at:5: repetitions stand inside each other 4 deep at most");
  EXPECT_EQ(error_of("! repeat 0\n"),
            "s.at:1: \"0\" is not a number from 1 to 1000000000, nor forever");
  EXPECT_EQ(error_of("! end of it\n"), "s.at:1: nothing may stand behind ! end");
}

TEST(fleet_script, reads_waits_with_and_without_a_range) {
  const Script script = parsed("! wait 60s\n! wait 500ms..2s\n");
  EXPECT_EQ(std::get<Wait>(script.steps.at(0).what).high, 60s);
  EXPECT_EQ(std::get<Wait>(script.steps.at(1).what).low, 500ms);
  EXPECT_EQ(std::get<Wait>(script.steps.at(1).what).high, 2s);
  EXPECT_EQ(error_of("! wait 3s..2s\n"), "s.at:1: the second time must not be shorter");
  EXPECT_EQ(error_of("! wait soon\n"), "s.at:1: 'soon' is not a duration such as 5ms, 2s or 1min");
}

TEST(fleet_script, takes_the_time_for_answers_from_where_it_stands) {
  const Script script = parsed("< A\n# wait: 30s\n< B\n# a comment\n< C\n");
  EXPECT_EQ(script.steps.at(0).patience, 10s);
  EXPECT_EQ(script.steps.at(1).patience, 30s);
  EXPECT_EQ(script.steps.at(2).patience, 30s);
}

TEST(fleet_script, keeps_the_head_of_a_dialogue) {
  const Script script = parsed("# profile: sim7600, a7670\n# set: cmee=1\n> A\n");
  EXPECT_EQ(script.head.profiles, (std::vector<std::string>{"sim7600", "a7670"}));
  ASSERT_EQ(script.head.settings.size(), 1U);
  EXPECT_EQ(script.head.settings.front().line, 2);
  EXPECT_EQ(error_of("> A\n# set: cmee=1\n"),
            "s.at:2: this header stands below the first line of the script");
}

TEST(fleet_script, refuses_what_a_fleet_cannot_play) {
  EXPECT_EQ(error_of("= CONNECT...\n"), "s.at:1: what a server receives is not seen by a fleet");
  EXPECT_EQ(error_of("! server close\n"), "s.at:1: there is only ! wait, ! repeat and ! end");
  EXPECT_EQ(error_of("# echo: on\n"), "s.at:1: the echo is off in a fleet");
  EXPECT_EQ(error_of("# broker: real\n"),
            "s.at:1: the brokers of a fleet are named by --broker, not here");
  EXPECT_EQ(error_of("\n\n> AT \n"),
            "s.at:3: a blank at the end of the line (write it as \\x20 in a >| or << line)");
}

}  // namespace
}  // namespace atmqtt::fleet
