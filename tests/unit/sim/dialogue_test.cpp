#include "sim/dialogue.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::sim {
namespace {

template <typename Kind>
Kind only_step(std::string_view line) {
  const auto dialogue = parse_dialogue("d.at", line);
  EXPECT_TRUE(dialogue) << dialogue.error();
  if (!dialogue || dialogue->steps.size() != 1) return {};
  const auto* step = std::get_if<Kind>(&dialogue->steps.front().what);
  EXPECT_NE(step, nullptr) << line;
  return step != nullptr ? *step : Kind{};
}

std::string output_of(std::string_view line) {
  return only_step<ExpectOutput>(line).pattern.text();
}

std::string error_of(std::string_view text) {
  const auto dialogue = parse_dialogue("d.at", text);
  return dialogue ? "no error" : dialogue.error();
}

TEST(dialogue_file, gives_what_the_host_sends) {
  EXPECT_EQ(only_step<TypeLine>("> AT+CMQTTTOPIC=0,\\r").text, "AT+CMQTTTOPIC=0,\\r");
  EXPECT_EQ(only_step<TypeLine>(">").text, "");
  EXPECT_EQ(only_step<TypeOctets>(">| a\\x00\\r").octets, std::string("a\0\r", 3));
  EXPECT_EQ(only_step<EnterData>(">> a b\\n").octets, "a b\n");
  EXPECT_EQ(only_step<EnterData>(">>* 3 ab").octets, "ababab");
}

TEST(dialogue_file, gives_what_the_modem_sends) {
  EXPECT_EQ(output_of("< OK"), "\r\nOK\r\n");
  EXPECT_EQ(output_of("<+ +CMQTTDISC: 1,1"), "+CMQTTDISC: 1,1\r\n");
  EXPECT_EQ(output_of("< >"), "\r\n>");
  EXPECT_EQ(output_of("<< \\r\\n>\\r\\n"), "\r\n>\r\n");
  EXPECT_EQ(output_of("<* 4 x"), "xxxx");
  EXPECT_EQ(output_of("<* 4 {x"), "{x{x{x{x");
  const auto message = only_step<ExpectMessage>(R"(<rx 1 "a/b" "x"*2)");
  EXPECT_EQ(message.client, 1);
  EXPECT_EQ(message.topic, "a/b");
  EXPECT_EQ(message.payload, "xx");
}

TEST(dialogue_file, has_placeholders_in_what_the_modem_sends) {
  EXPECT_EQ(output_of("< +CSQ: {n},99"), "\r\n+CSQ: {n},99\r\n");
  EXPECT_EQ(only_step<ExpectOutput>("< +CSQ: {n},99").pattern.match("\r\n+CSQ: 31,99\r\n").size,
            15U);
  EXPECT_EQ(only_step<ExpectOutput>("<+ \\{n}").pattern.match("{n}\r\n").size, 5U);
  EXPECT_EQ(only_step<ExpectOutput>("<< {any}\\r{hex}\\n").pattern.match("ab\rF0\n").size, 6U);
}

TEST(dialogue_file, gives_what_the_servers_receive) {
  EXPECT_EQ(only_step<ExpectPacket>("= PINGREQ").client, 0);
  EXPECT_EQ(only_step<ExpectPacket>("=1 PINGREQ").client, 1);
  EXPECT_EQ(only_step<ExpectPacket>("=1 PUBLISH topic=\"a\" ...").text, "PUBLISH topic=\"a\" ...");
}

TEST(dialogue_file, has_a_top_and_comments) {
  const auto dialogue =
      parse_dialogue("d.at",
                     "# profile: sim7600\r\n# set: rx.payload_chunk=256\n"
                     "# Seen: anywhere\n#\n\n# echo: on\n> AT\n# echo: off\n< OK");
  ASSERT_TRUE(dialogue) << dialogue.error();
  EXPECT_EQ(dialogue->name, "d.at");
  EXPECT_EQ(dialogue->profiles, std::vector<std::string>{"sim7600"});
  EXPECT_FALSE(dialogue->holds_for_all_profiles);
  EXPECT_FALSE(dialogue->broker);
  EXPECT_FALSE(dialogue->wait);
  ASSERT_EQ(dialogue->settings.size(), 1U);
  EXPECT_EQ(dialogue->settings[0].line, 2);
  EXPECT_EQ(dialogue->settings[0].value, "rx.payload_chunk=256");
  EXPECT_TRUE(dialogue->echo);
  ASSERT_EQ(dialogue->steps.size(), 3U);
  EXPECT_EQ(dialogue->steps[0].line, 7);
  const auto* echo = std::get_if<ExpectEcho>(&dialogue->steps[1].what);
  ASSERT_NE(echo, nullptr);
  EXPECT_FALSE(echo->on);
  EXPECT_EQ(dialogue->steps[2].line, 9);
}

TEST(dialogue_file, says_what_it_is_played_on) {
  const auto several = parse_dialogue(
      "d.at", "# profile: sim7600, sim8200 \n# broker: 127.0.0.1:1883\n# wait: 30s\n> AT");
  ASSERT_TRUE(several) << several.error();
  EXPECT_EQ(several->profiles, (std::vector<std::string>{"sim7600", "sim8200"}));
  EXPECT_EQ(several->broker->line, 2);
  EXPECT_EQ(several->broker->value, "127.0.0.1:1883");
  EXPECT_EQ(several->wait, std::chrono::seconds(30));
  const auto all = parse_dialogue("d.at", "# profile: all\n> AT");
  ASSERT_TRUE(all) << all.error();
  EXPECT_TRUE(all->holds_for_all_profiles);
}

TEST(dialogue_file, has_no_header_by_another_name) {
  const std::string known =
      " (known: profile, set, broker, wait, echo, ledger); in a comment no colon may follow a "
      "first "
      "word in small letters";
  EXPECT_EQ(error_of("# sett: echo=off\n> AT"),
            "d.at:1: there is no header 'sett:', perhaps 'set:' is meant" + known);
  EXPECT_EQ(error_of("#note: by hand\n> AT"), "d.at:1: there is no header 'note:'" + known);
  EXPECT_EQ(error_of("> AT\n# eco: on\n< OK"),
            "d.at:2: there is no header 'eco:', perhaps 'echo:' is meant" + known);
  EXPECT_EQ(error_of("# Profile: all\n> AT"),
            "d.at:1: the header 'Profile:' is written in small letters, 'profile:'");
  EXPECT_EQ(error_of("# ledger: an evidence\n> AT\n# ledger: another\n< OK"), "no error");
}

TEST(dialogue_file, may_hold_prose) {
  for (const char* prose :
       {"# Note: by hand", "# CONNECT: the address", "# as seen: twice", "# https://example.org",
        "# 3: the third", "# AT+CSQ: signal", "#: colon", "# :", "# a sentence.", "##"}) {
    EXPECT_EQ(error_of(std::string(prose) + "\n> AT"), "no error") << prose;
  }
}

TEST(dialogue_file, has_a_step) {
  const std::string error = "d.at:1: " + std::string(no_step_text);
  EXPECT_EQ(error_of(""), error);
  EXPECT_EQ(error_of("# profile: all\n# echo: on\n\n"), error);
}

TEST(dialogue_file, is_refused_with_line_and_reason) {
  EXPECT_EQ(error_of("> AT\nOK"),
            "d.at:2: 'OK' begins with none of # > >| >> >>* < <+ << <* <rx = =1 !");
  EXPECT_EQ(error_of(">AT"),
            "d.at:1: '>AT' begins with none of # > >| >> >>* < <+ << <* <rx = =1 !");
  EXPECT_EQ(error_of("> AT "),
            "d.at:1: a blank at the end of the line (write it as \\x20 in a >| or << line)");
  EXPECT_EQ(error_of("<< \\q"),
            R"(d.at:1: unknown escape in '\q' (known: \r \n \t \0 \\ \xNN \{))");
  EXPECT_EQ(error_of(">> \\q"), R"(d.at:1: unknown escape in '\q' (known: \r \n \t \0 \\ \xNN))");
  EXPECT_EQ(error_of("<<"), "d.at:1: no octets given");
  EXPECT_EQ(error_of("<"), "d.at:1: no text given");
  EXPECT_EQ(error_of("<+"), "d.at:1: no text given");
  EXPECT_EQ(error_of("="), "d.at:1: no packet given");
  EXPECT_EQ(error_of("<* x"), "d.at:1: a count and octets are needed");
  EXPECT_EQ(error_of("<* x y"), "d.at:1: \"x\" is not a number from 1 to 1000000");
  EXPECT_EQ(error_of("<rx 2 \"a\" \"b\""), "d.at:1: \"2\" is not a number from 0 to 1");
  EXPECT_EQ(error_of("<rx 0 a b"),
            "d.at:1: a client, a topic in quotes and a payload in quotes are needed");
  EXPECT_EQ(error_of("# echo: maybe"), "d.at:1: echo is on or off, not 'maybe'");
  EXPECT_EQ(error_of("> AT\n# profile: sim7600"),
            "d.at:2: 'profile:' stands below the first line of the dialogue");
  EXPECT_EQ(error_of("> AT\n# wait: 5s"),
            "d.at:2: 'wait:' stands below the first line of the dialogue");
  EXPECT_EQ(error_of("#\n# profile: sim7600, nosuch"),
            "d.at:2: there is no profile 'nosuch' (known: sim8200, sim7600, a7670, sim7670, all)");
  EXPECT_EQ(error_of("# profile:"),
            "d.at:1: there is no profile '' (known: sim8200, sim7600, a7670, sim7670, all)");
  EXPECT_EQ(error_of("# set: echo"), "d.at:1: the form is: set: key=value");
  EXPECT_EQ(error_of("# broker:"), "d.at:1: the form is: broker: none, real or HOST:PORT");
  EXPECT_EQ(error_of("# wait: long"), "d.at:1: 'long' is not a duration such as 5ms, 2s or 1min");
  EXPECT_EQ(error_of("< {x}"),
            "d.at:1: '{x}' begins with no placeholder (known: {n} {hex} {any}; a brace that is "
            "meant is \\{)");
  EXPECT_EQ(error_of("<< a{n}"),
            "d.at:1: nothing literal stands behind {n}, so its end is unknown");
  EXPECT_TRUE(error_of("! server burn")
                  .starts_with("d.at:1: 'server burn' is no action (known: server refuse, server "
                               "session-present, "));
}

}  // namespace
}  // namespace atmqtt::sim
