#include "at/interpreter.hpp"

#include "base/limits.hpp"
#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

/// Command lines and their answers. Data entry, what is unsolicited and traces have files of their
/// own.
namespace atmqtt::at {
namespace {

using test::error;
using test::expect_answer;
using test::ok;
using test::ToyLine;
using test::operator+;

TEST(interpreter, answers_an_empty_command_line_with_ok) {
  expect_answer("AT\r", ok);
  expect_answer("AT  \r", ok);
}

TEST(interpreter, takes_the_prefix_in_any_mix_of_case) {
  for (const std::string_view prefix : {"AT", "at", "At", "aT"}) {
    expect_answer(prefix + "+TOYDO\r", ok);
  }
}

TEST(interpreter, takes_names_in_any_mix_of_case) { expect_answer("AT+ToydO\r", ok); }

TEST(interpreter, ends_a_line_at_cr_and_passes_over_the_lf_behind_it) {
  expect_answer("AT+TOYDO\r\nAT+TOYDO\r\n", ok + ok);
  expect_answer("AT+TOYDO\rAT+TOYDO\r", ok + ok);
}

TEST(interpreter, does_not_end_a_line_at_lf) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO\n"), "");
  EXPECT_EQ(line.type("\r"), ok) << "a control octet outside of quotes counts for nothing";
}

TEST(interpreter, skips_blanks_and_control_octets_before_the_prefix) {
  expect_answer(" \t\x1A\x1B\x01\n AT+TOYDO\r", ok);
}

TEST(interpreter, answers_no_line_that_begins_with_other_text) {
  expect_answer("hello AT+TOYDO\rAT+TOYDO\r", ok);
  expect_answer("+++\r\n>\r\nOK\r\n", "");
  expect_answer("A+TOYDO\r", "");
  expect_answer("AAT\r", "");
  expect_answer(
      "\xFF\x80"
      "AT\r",
      "");
}

TEST(interpreter, answers_no_line_without_text) { expect_answer("\r\n\r\n \r", ""); }

TEST(interpreter, ignores_blanks_and_control_octets_outside_of_quotes) {
  ToyLine line;
  EXPECT_EQ(line.type("AT + TOY SET = 0 , 25\x01"
                      "5\t, \" a b \"\r"),
            ok);
  EXPECT_EQ(line.toy.calls, std::vector<std::string>{"set 0 255  a b "});
}

TEST(interpreter, keeps_every_octet_but_quote_and_cr_inside_of_quotes) {
  for (int value = 0; value < 256; ++value) {
    const char octet = static_cast<char>(value);
    if (octet == '"' || octet == '\r' || octet == '\b') continue;
    ToyLine line;
    EXPECT_EQ(line.type("AT+TOYSET=0,1,\"a" + std::string(1, octet) + "b\"\r"), ok) << value;
    EXPECT_EQ(line.toy.calls.back(), "set 0 1 a" + std::string(1, octet) + "b") << value;
  }
}

TEST(interpreter, survives_every_octet_at_every_place_of_a_line) {
  const std::string_view command = "AT+TOYSET=0,1,\"a\"";
  for (int value = 0; value < 256; ++value) {
    for (std::size_t place = 0; place <= command.size(); ++place) {
      std::string typed(command);
      typed.insert(place, 1, static_cast<char>(value));
      ToyLine line;
      (void)line.type(typed + "\r\"\r");
      const std::size_t count = line.toy.calls.size();
      (void)line.type("\rAT+TOYDO\r");
      ASSERT_EQ(line.toy.calls.size(), count + 1) << value << " at " << place;
    }
  }
}

TEST(interpreter, answers_an_unknown_command_with_error) {
  expect_answer("AT+NOSUCH\r", error);
  expect_answer("AT+TOY\r", error);
  expect_answer("AT+TOYDON\r", error);
  expect_answer("ATY\r", error);
}

TEST(interpreter, answers_an_absent_form_with_error) {
  expect_answer("AT+TOYDO?\r", error);
  expect_answer("AT+TOYDO=?\r", error);
  expect_answer("AT+TOYDO=1\r", error);
  expect_answer("AT+TOYSET\r", error);
}

TEST(interpreter, separates_the_lines_of_a_response_by_one_cr_lf) {
  expect_answer("AT+TOYSET?\r", "\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n" + ok);
  expect_answer("AT+TOYFIRST\r", "\r\n+TOYFIRST: 0\r\n" + ok);
}

TEST(interpreter, makes_the_test_answer_from_the_parameters) {
  expect_answer("AT+TOYSET=?\r", "\r\n+TOYSET: (0-1),(0-255),(0-8)\r\n" + ok);
  expect_answer("AT+TOYOPTION=?\r", "\r\n+TOYOPTION: \"Alpha\",(1-3)\r\n" + ok);
}

TEST(interpreter, puts_the_code_of_a_refusal_before_error) {
  expect_answer("AT+TOYSET=1,256\r", "\r\n+TOYSET: 1,12\r\n" + error);
  expect_answer("AT+TOYSET=0,0,\"123456789\"\r", "\r\n+TOYSET: 0,22\r\n" + error);
}

TEST(interpreter, says_why_it_refuses) {
  ToyLine line;
  (void)line.type("AT+TOYSET=1,256\rAT+TOYSET=1\rAT+NOSUCH\rAT+TOYLATER;+TOYDO\r");
  EXPECT_EQ(line.observer.reasons(),
            (std::vector<std::string>{
                "why SET 1 -> 12: value is out of range (0-255)",
                "why SET -> ERROR: there is no form with that many values",
                "why +NOSUCH -> ERROR: there is no such command",
                "why +TOYLATER -> ERROR: it may only stand last in a command line"}));
}

TEST(interpreter, prints_one_final_result_for_a_list_of_commands) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO;+TOYSET=0,1;+TOYSET?;E0;+TOYDO\r"),
            "\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n" + ok);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"do", "set 0 1", "show", "do"}));
}

TEST(interpreter, runs_basic_commands_without_a_separator) {
  ToyLine line;
  EXPECT_EQ(line.type("ATE0Q0V1X4S7=60&C1&D2+TOYDO;S7?\r"), "\r\n060\r\n" + ok);
}

TEST(interpreter, gives_each_command_of_a_list_its_own_response) {
  expect_answer("AT+TOYSET?;+TOYSET?\r",
                "\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n" + ok);
}

TEST(interpreter, ends_a_list_at_its_first_error) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO;+TOYSET=0,256;+TOYDO\r"), "\r\n+TOYSET: 0,12\r\n" + error);
  EXPECT_EQ(line.type("AT+TOYDO;+NOSUCH;+TOYDO\r"), error);
  EXPECT_EQ(line.type("AT+TOYDO;\"\r"), error);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"do", "do", "do"}));
}

TEST(interpreter, does_not_take_a_semicolon_in_quotes_as_separator) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYSET=0,1,\"a;b,c\";+TOYDO\r"), ok);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"set 0 1 a;b,c", "do"}));
}

TEST(interpreter, refuses_a_command_with_a_later_result_that_does_not_stand_last) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO;+TOYLATER;+TOYDO\r"), error);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"do"}));
  EXPECT_EQ(line.type("AT+TOYDO;+TOYLATER\r"), ok + "\r\n+TOYLATER: 0\r\n");
}

TEST(interpreter, refuses_a_command_that_takes_data_and_does_not_stand_last) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO;+TOYDATA=0,3;+TOYDO\r"), error);
  EXPECT_EQ(line.type("AT+TOYDO;+TOYDATA=0,3\r"), "\r\n>");
  EXPECT_EQ(line.type("abc"), ok);
}

TEST(interpreter, lets_test_and_read_forms_of_such_commands_stand_anywhere) {
  expect_answer("AT+TOYDATA=?;+TOYDO\r", "\r\n+TOYDATA: (0-1),(1-5000)\r\n" + ok);
}

TEST(interpreter, answers_an_open_quote_with_error) {
  expect_answer("AT+TOYSET=0,1,\"abc\r", error);
  expect_answer("AT+TOYSET=0,1,\"a\"b\"\r", error);
}

TEST(interpreter, runs_a_line_of_3071_octets_and_none_of_3072) {
  static_assert(limits::command_line_size_max == 3071);
  const std::string_view end = "+TOYDO";
  const std::string longest = "AT" + std::string(3071 - 2 - end.size(), ' ') + std::string(end);
  ASSERT_EQ(longest.size(), 3071U);
  expect_answer(longest + "\r", ok);
  ToyLine line;
  EXPECT_EQ(line.type(longest + " \r"), error);
  EXPECT_TRUE(line.toy.calls.empty()) << "nothing of it runs";
  EXPECT_EQ(line.type("AT+TOYDO\r"), ok);
}

TEST(interpreter, does_not_count_what_stands_before_the_prefix) {
  const std::string longest = "AT" + std::string(3071 - 2, ' ');
  expect_answer("   " + longest + "\r", ok);
}

TEST(interpreter, waits_for_the_cr_of_a_line_that_is_far_too_long) {
  ToyLine line;
  EXPECT_EQ(line.type("AT" + std::string(100'000, 'x')), "");
  EXPECT_EQ(line.type("\r\n"), error);
}

TEST(interpreter, repeats_the_last_line_at_a_and_slash_without_cr) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDO\rA/"), ok + ok);
  EXPECT_EQ(line.type("a/\r\n"), ok);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"do", "do", "do"}));
  expect_answer("AT+TOYSET=0,256\rA/",
                "\r\n+TOYSET: 0,12\r\n" + error + "\r\n+TOYSET: 0,12\r\n" + error);
}

TEST(interpreter, echoes_octet_by_octet_what_is_typed) {
  ToyLine line{Settings{}};
  for (const char octet : std::string_view(" AT+TOYDO")) {
    EXPECT_EQ(line.type({&octet, 1}), std::string(1, octet));
  }
  EXPECT_EQ(line.type("\r"), "\r" + ok);
  EXPECT_EQ(line.type("\n"), "") << "the LF behind the CR is not echoed";
}

TEST(interpreter, echoes_lines_that_it_does_not_answer) {
  expect_answer("hello\r", "hello\r", Settings{});
  expect_answer("\r\n\r\n", "\r\r", Settings{});
}

TEST(interpreter, echoes_a_line_that_was_typed_ahead_behind_the_answer_before) {
  expect_answer("AT+TOYDO\r\nAT+TOYSET=0,9,\"123456789\"\r\nA/",
                "AT+TOYDO\r" + ok + "AT+TOYSET=0,9,\"123456789\"\r\r\n+TOYSET: 0,22\r\n" + error +
                    "A/\r\n+TOYSET: 0,22\r\n" + error,
                Settings{});
}

TEST(interpreter, stops_the_echo_behind_the_line_of_ate0) {
  ToyLine line{Settings{}};
  EXPECT_EQ(line.type("ATE0\rAT\r"), "ATE0\r" + ok + ok);
  EXPECT_EQ(line.type("ATE1\rAT\r"), ok + "AT\r" + ok);
}

TEST(interpreter, gives_result_codes_as_numbers_under_atv0) {
  expect_answer("ATV0\r", "0\r");
  expect_answer("ATV0\rAT+NOSUCH\rAT\r", "0\r4\r0\r");
  expect_answer("ATV0\rAT+TOYSET?\r", "0\r+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n0\r");
  expect_answer("ATV0\rAT+TOYSET=0,256\r", "0\r+TOYSET: 0,12\r\n4\r");
  expect_answer("ATV0\rAT+TOYLATER\r", "0\r0\r+TOYLATER: 0\r\n");
  expect_answer("ATV0\rATV1\r", "0\r" + ok);
}

TEST(interpreter, leaves_the_prompt_unchanged_under_atv0) {
  expect_answer("ATV0\rAT+TOYDATA=0,3\rabc", "0\r\r\n>0\r");
}

TEST(interpreter, prints_no_final_result_under_atq1_and_everything_else) {
  expect_answer("ATQ1\r", "");
  expect_answer("ATQ1\rAT+TOYSET?\rAT+NOSUCH\r", "\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n");
  expect_answer("ATQ1\rAT+TOYSET=0,256\r", "\r\n+TOYSET: 0,12\r\n");
  expect_answer("ATQ1\rAT+TOYLATER\r", "\r\n+TOYLATER: 0\r\n");
  expect_answer("ATQ1\rAT+TOYDATA=0,3\rabc", "\r\n>");
  expect_answer("ATQ1\rATQ0\r", ok);
}

TEST(interpreter, holds_the_line_until_a_final_result_that_is_still_due) {
  ToyLine line{Settings{}};
  EXPECT_EQ(line.type("AT+TOYHOLD\rAT+TOYDO\r"), "AT+TOYHOLD\r");
  EXPECT_FALSE(line.line.is_quiet());
  line.line.finish(line.line.line_number(), Reply::ok());
  EXPECT_EQ(line.run(), ok + "AT+TOYDO\r" + ok) << "what was typed ahead is echoed now";
  EXPECT_TRUE(line.line.is_quiet());
}

TEST(interpreter, ends_a_held_line_with_the_code_of_its_failure) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYHOLD\r"), "");
  line.line.finish(line.line.line_number(), Reply::error("it failed").with(0, 3));
  EXPECT_EQ(line.run(), "\r\n+TOYHOLD: 0,3\r\n" + error);
}

TEST(interpreter, ignores_the_final_result_of_another_line) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYHOLD\r"), "");
  const auto number = line.line.line_number();
  line.line.finish(number + 1, Reply::ok());
  EXPECT_EQ(line.run(), "");
  line.line.finish(number, Reply::ok());
  EXPECT_EQ(line.run(), ok);
  line.line.finish(number, Reply::ok());
  EXPECT_EQ(line.run(), "") << "a line has one final result";
}

TEST(interpreter, keeps_type_ahead_up_to_its_bound_and_loses_none_of_it) {
  ToyLine line;
  (void)line.type("AT+TOYHOLD\r");
  const std::string_view command = "AT+TOYDO\r";
  std::string typed;
  while (typed.size() < 2 * limits::type_ahead_size_max) typed += command;
  std::string_view rest = typed;
  rest.remove_prefix(line.line.receive(rest, line.now));
  EXPECT_EQ(typed.size() - rest.size(), limits::type_ahead_size_max);
  EXPECT_FALSE(line.line.wants_octets());
  EXPECT_EQ(line.line.receive(rest, line.now), 0U);

  line.line.finish(line.line.line_number(), Reply::ok());
  (void)line.run();
  EXPECT_TRUE(line.line.wants_octets());
  (void)line.type(rest);
  EXPECT_EQ(line.toy.calls.size(), 1 + typed.size() / command.size());
}

TEST(interpreter, runs_no_command_for_a_dte_that_does_not_read) {
  ToyLine line;
  const std::string_view command = "AT+TOYSET?\r";
  std::size_t count = 0;
  while (line.line.writer().size() < limits::dte_output_size_max) {
    ASSERT_EQ(line.line.receive(command, line.now), command.size());
    (void)line.line.advance(line.now);
    ++count;
  }
  EXPECT_EQ(line.line.receive(command, line.now), command.size());
  EXPECT_FALSE(line.line.advance(line.now));
  EXPECT_EQ(line.toy.calls.size(), count);
  (void)line.read();
  (void)line.run();
  EXPECT_EQ(line.toy.calls.size(), count + 1);
}

TEST(interpreter, drops_a_partial_line_when_the_dte_goes) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOY"), "");
  line.line.detach();
  line.line.attach();
  EXPECT_EQ(line.type("DO\rAT\r"), ok) << "DO is text without a prefix";
  EXPECT_TRUE(line.toy.calls.empty());
}

TEST(interpreter, drops_type_ahead_and_a_held_line_when_the_dte_goes) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYHOLD\rAT+TOYDO\r"), "");
  const auto number = line.line.line_number();
  line.line.detach();
  EXPECT_TRUE(line.line.is_quiet());
  line.line.finish(number, Reply::ok());
  line.line.attach();
  EXPECT_EQ(line.type("AT\r"), ok);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"hold"}));
}

TEST(interpreter, keeps_the_settings_of_the_line_when_the_dte_goes) {
  ToyLine line{Settings{}};
  (void)line.type("ATE0V0\r");
  line.line.detach();
  line.line.attach();
  EXPECT_EQ(line.type("AT\r"), "0\r");
}

}  // namespace
}  // namespace atmqtt::at
