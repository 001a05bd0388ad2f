#include "support/dialogue.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::support {
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
  EXPECT_EQ(only_step<ExpectOutput>("< OK").octets, "\r\nOK\r\n");
  EXPECT_EQ(only_step<ExpectOutput>("<+ +CMQTTDISC: 1,1").octets, "+CMQTTDISC: 1,1\r\n");
  EXPECT_EQ(only_step<ExpectOutput>("< >").octets, "\r\n>");
  EXPECT_EQ(only_step<ExpectOutput>("<< \\r\\n>\\r\\n").octets, "\r\n>\r\n");
  EXPECT_EQ(only_step<ExpectOutput>("<* 4 x").octets, "xxxx");
  const auto message = only_step<ExpectMessage>(R"(<rx 1 "a/b" "x"*2)");
  EXPECT_EQ(message.client, 1);
  EXPECT_EQ(message.topic, "a/b");
  EXPECT_EQ(message.payload, "xx");
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
                     "# seen: anywhere\n#\n\n# echo: on\n> AT\n# echo: off\n< OK");
  ASSERT_TRUE(dialogue) << dialogue.error();
  EXPECT_EQ(dialogue->name, "d.at");
  EXPECT_EQ(dialogue->profile, "sim7600");
  ASSERT_EQ(dialogue->settings.size(), 1U);
  EXPECT_EQ(dialogue->settings[0].first, 2);
  EXPECT_EQ(dialogue->settings[0].second, "rx.payload_chunk=256");
  EXPECT_TRUE(dialogue->echo);
  ASSERT_EQ(dialogue->steps.size(), 3U);
  EXPECT_EQ(dialogue->steps[0].line, 7);
  const auto* echo = std::get_if<ExpectEcho>(&dialogue->steps[1].what);
  ASSERT_NE(echo, nullptr);
  EXPECT_FALSE(echo->on);
  EXPECT_EQ(dialogue->steps[2].line, 9);
}

TEST(dialogue_file, is_refused_with_line_and_reason) {
  EXPECT_EQ(error_of("> AT\nOK"),
            "d.at:2: 'OK' begins with none of # > >| >> >>* < <+ << <* <rx = =1 !");
  EXPECT_EQ(error_of(">AT"),
            "d.at:1: '>AT' begins with none of # > >| >> >>* < <+ << <* <rx = =1 !");
  EXPECT_EQ(error_of("> AT "),
            "d.at:1: a blank at the end of the line (write it as \\x20 in a >| or << line)");
  EXPECT_EQ(error_of("<< \\q"), R"(d.at:1: unknown escape in '\q' (known: \r \n \t \0 \\ \xNN))");
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
            "d.at:2: a profile or setting stands below the first line of the dialogue");
  EXPECT_TRUE(error_of("! server burn")
                  .starts_with("d.at:1: 'server burn' is no action (known: server refuse, server "
                               "session-present, "));
}

}  // namespace
}  // namespace atmqtt::support
