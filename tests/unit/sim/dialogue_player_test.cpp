#include "sim/dialogue_player.hpp"

#include "unit/sim/virtual_play.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::sim {
namespace {

/// The difference, or "none"; "none" must hold octet by octet as well.
std::string difference_of(std::string_view text) {
  const auto dialogue = parse_dialogue("d.at", text);
  if (!dialogue) return dialogue.error();
  const std::string difference = play_virtually(*dialogue, "sim8200");
  const std::string in_pieces = play_virtually(*dialogue, "sim8200", 1);
  EXPECT_EQ(difference == "none", in_pieces == "none") << text;
  return difference;
}

constexpr std::string_view connected =
    "> AT+CMQTTSTART\n< OK\n< +CMQTTSTART: 0\n"
    "> AT+CMQTTACCQ=0,\"c\",0\n< OK\n"
    "> AT+CMQTTCONNECT=0,\"tcp://broker\",60,1\n< OK\n< +CMQTTCONNECT: 0,0\n";

std::string when_connected(std::string_view rest) {
  return difference_of(std::string(connected) + std::string(rest));
}

TEST(dialogue_player, finds_nothing_where_all_is_as_expected) {
  EXPECT_EQ(difference_of("> AT\n< OK\n"), "none");
  EXPECT_EQ(when_connected("= CONNECT 3.1.1 client_id=\"c\" clean_session=1 keep_alive=60"),
            "none");
}

TEST(dialogue_player, shows_what_came_instead) {
  EXPECT_EQ(difference_of("> AT\n< ERROR"),
            "d.at:2: the modem has sent something else\n"
            "  expected: \\r\\nERROR\\r\\n\n"
            "  got:      \\r\\nOK\\r\\n");
  EXPECT_EQ(difference_of("> AT\n\n< OK\n< READY"),
            "d.at:4: the modem has sent something else\n"
            "  expected: \\r\\nREADY\\r\\n\n"
            "  got:      nothing");
  EXPECT_EQ(difference_of("> AT\n<< \\r\\nOK\\r\\n\\x00"),
            "d.at:2: the modem has sent something else\n"
            "  expected: \\r\\nOK\\r\\n\\0\n"
            "  got:      \\r\\nOK\\r\\n");
}

TEST(dialogue_player, lets_no_output_pass_that_no_line_expects) {
  EXPECT_EQ(difference_of("> AT\n> AT\n< OK"),
            "d.at:2: the modem has sent what no line expects\n"
            "  expected: nothing\n"
            "  got:      \\r\\nOK\\r\\n");
  EXPECT_EQ(difference_of("> AT\n< OK\n> AT"),
            "d.at:3: at the end of the dialogue the modem has sent what no line expects\n"
            "  expected: nothing\n"
            "  got:      \\r\\nOK\\r\\n");
}

TEST(dialogue_player, expects_the_echo_only_where_it_is_on) {
  EXPECT_EQ(difference_of("# echo: on\n> AT\n< OK"), "none");
  EXPECT_EQ(difference_of("# echo: on\n> ATE0\n< OK\n# echo: off\n> AT\n< OK"), "none");
  EXPECT_EQ(difference_of("# echo: on\n> ATE0\n< OK\n> AT\n< OK"),
            "d.at:4: the modem has sent something else\n"
            "  expected: AT\\r\n"
            "  got:      \\r\\nOK\\r\\n");
}

TEST(dialogue_player, gives_the_modem_10_ms_for_what_is_expected_and_no_more) {
  const std::string message =
      "> AT+CMQTTSUB=0,1,0\n< >\n>> a\n< OK\n< +CMQTTSUB: 0,0\n"
      "! server publish \"a\" 0 \"x\"\n<rx 0 \"a\" \"x\"";
  EXPECT_EQ(difference_of("# set: urc.gap=10\n" + std::string(connected) + message), "none");
  EXPECT_EQ(difference_of("# set: urc.gap=11\n" + std::string(connected) + message),
            "d.at:16: the modem has sent something else\n"
            "  expected: \\r\\n+CMQTTRXSTART: 0,1,1\\r\\n+CMQTTRXTOPIC: 0,1\\r\\na\\r\\n"
            "+CMQTTRXPAYLOAD: 0,1\\r\\nx\\r\\n+CMQTTRXEND: 0\\r\\n\n"
            "  got:      nothing");
}

TEST(dialogue_player, wants_all_packets_of_a_dialogue_or_none) {
  const std::string unsubscribe = "> AT+CMQTTUNSUB=0,1,0\n< >\n>> a\n< OK\n< +CMQTTUNSUB: 0,0\n";
  EXPECT_EQ(when_connected(unsubscribe), "none");
  const std::string seen = "= CONNECT ...\n" + unsubscribe;
  EXPECT_EQ(when_connected(seen + "= UNSUBSCRIBE id=1 ..."), "none");
  EXPECT_EQ(when_connected(seen + "= ..."), "none");
  EXPECT_EQ(when_connected(seen),
            "d.at:14: at the end of the dialogue the server of client 0 has received what no line "
            "expects\n"
            "  expected: nothing\n"
            "  got:      UNSUBSCRIBE id=1 \"a\"");
  EXPECT_EQ(when_connected(unsubscribe + "= UNSUBSCRIBE id=1 ..."),
            "d.at:9: the server of client 0 has received what no line expects\n"
            "  expected: nothing\n"
            "  got:      CONNECT 3.1.1 client_id=\"c\" clean_session=1 keep_alive=60");
  EXPECT_EQ(when_connected(seen + "= nothing"),
            "d.at:15: the server of client 0 has received something else\n"
            "  expected: nothing\n"
            "  got:      UNSUBSCRIBE id=1 \"a\"");
  EXPECT_EQ(when_connected(seen + "= UNSUBSCRIBE ...\n= PINGREQ"),
            "d.at:16: the server of client 0 has received something else\n"
            "  expected: PINGREQ\n"
            "  got:      nothing");
}

TEST(dialogue_player, wants_the_packets_of_both_servers) {
  EXPECT_EQ(when_connected("=1 nothing\n> AT\n< OK"),
            "d.at:10: the server of client 0 has received what no line expects\n"
            "  expected: nothing\n"
            "  got:      CONNECT 3.1.1 client_id=\"c\" clean_session=1 keep_alive=60");
}

TEST(dialogue_player, lets_keep_alives_pass_where_no_line_looks) {
  EXPECT_EQ(when_connected("= CONNECT ...\n! wait 130s\n> AT\n< OK"), "none");
  EXPECT_EQ(when_connected("= CONNECT ...\n! wait 130s\n= PINGREQ\n> AT\n< OK"),
            "d.at:12: the server of client 0 has received what no line expects\n"
            "  expected: nothing\n"
            "  got:      PINGREQ");
}

TEST(dialogue_player, says_where_an_action_is_impossible) {
  EXPECT_EQ(difference_of("> AT\n< OK\n! server close"), "d.at:3: client 0 has no connection");
  EXPECT_EQ(difference_of("! dte open"), "d.at:1: there is a DTE already");
  EXPECT_EQ(difference_of("! dte close\n! dte close"), "d.at:2: there is no DTE");
  EXPECT_EQ(difference_of("! dte close\n> AT"), "d.at:2: there is no DTE that could type");
}

TEST(dialogue_player, gives_the_reasons_of_the_modem) {
  const std::string difference = when_connected("! server send \"F0 00\"\n< nothing like this");
  EXPECT_TRUE(difference.starts_with("d.at:10: the modem has sent something else\n")) << difference;
  EXPECT_NE(difference.find("\n  the modem said: why "), std::string::npos) << difference;
}

TEST(dialogue_player, refuses_a_top_that_it_does_not_understand) {
  EXPECT_EQ(difference_of("# profile: none"),
            "d.at:1: there is no profile 'none' (known: sim8200, sim7600, a7670, sim7670, all)");
  EXPECT_EQ(difference_of("# set: echo"), "d.at:1: the form is: set: key=value");
  EXPECT_TRUE(difference_of("\n# set: nothing=1\n> AT").starts_with("d.at:2: "));
}

TEST(dialogue_player, takes_the_chunks_of_a_message_from_the_settings) {
  EXPECT_EQ(difference_of("# set: rx.payload_chunk=2\n" + std::string(connected) +
                          "! server publish \"a\" 0 \"xyz\"\n"
                          "<< \\r\\n+CMQTTRXSTART: 0,1,3\\r\\n+CMQTTRXTOPIC: 0,1\\r\\na\\r\\n"
                          "+CMQTTRXPAYLOAD: 0,2\\r\\nxy\\r\\n+CMQTTRXPAYLOAD: 0,1\\r\\nz\\r\\n"
                          "+CMQTTRXEND: 0\\r\\n\n"
                          "! server publish \"a\" 0 \"xyz\"\n<rx 0 \"a\" \"xyz\""),
            "none");
}

TEST(dialogue_player, lets_placeholders_stand_for_what_varies_and_for_nothing_else) {
  EXPECT_EQ(difference_of("> AT+CGSN\n< {n}\n< OK"), "none");
  EXPECT_EQ(difference_of("> AT+CGMI\n< {any}\n< OK"), "none");
  EXPECT_EQ(difference_of("> AT+CGMI\n<< \\r\\nSIM{any} INC{any}\\r\\n\n< OK"), "none");
  EXPECT_EQ(difference_of("> AT+CGMI\n< {n}\n< OK"),
            "d.at:2: the modem has sent something else\n"
            "  expected: \\r\\n{n}\\r\\n\n"
            "  got:      \\r\\nSIMCOM INCORPORATED\\r\\n\\r\\nOK\\r\\n");
}

}  // namespace
}  // namespace atmqtt::sim
