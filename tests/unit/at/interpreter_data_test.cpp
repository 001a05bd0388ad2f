#include "at/interpreter.hpp"
#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <string>

/// Data entry (decisions B1, B2, B10).
namespace atmqtt::at {
namespace {

using namespace std::chrono_literals;
using test::error;
using test::expect_answer;
using test::ok;
using test::ToyLine;
using test::without_echo;
using test::operator+;

constexpr std::string_view prompt = "\r\n>";
constexpr std::string_view expired = "\r\n+TOYDATA: 0,17\r\n\r\nERROR\r\n";

TEST(interpreter_data, asks_for_data_with_cr_lf_and_a_bracket_and_nothing_more) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDATA=0,3\r"), "\r\n>");
}

TEST(interpreter_data, asks_with_the_octets_of_the_profile) {
  Settings settings = without_echo();
  settings.prompt_octets = "\r\n>\r\n";
  expect_answer("AT+TOYDATA=0,3\rabc", "\r\n>\r\n" + ok, settings);
}

TEST(interpreter_data, takes_exactly_the_announced_octets) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDATA=0,3\rab"), prompt);
  EXPECT_EQ(line.type("c"), ok);
  EXPECT_EQ(line.toy.calls.back(), "data abc");
  expect_answer("AT+TOYDATA=0,3\rabcAT+TOYDO\r", prompt + ok + ok);
}

TEST(interpreter_data, takes_all_256_values_as_data) {
  const std::string all = support::every_octet();
  for (const std::size_t piece_size : support::piece_sizes(all)) {
    ToyLine line;
    ASSERT_EQ(line.type("AT+TOYDATA=0,256\r"), prompt);
    EXPECT_EQ(line.type(all, piece_size), ok);
    EXPECT_EQ(line.toy.calls.back(), "data " + all);
  }
}

TEST(interpreter_data, takes_each_value_as_the_first_octet_but_the_lf_of_the_line_end) {
  for (int value = 0; value < 256; ++value) {
    const char octet = static_cast<char>(value);
    if (octet == '\n' || octet == '!') continue;
    ToyLine line;
    ASSERT_EQ(line.type("AT+TOYDATA=0,1\r"), prompt);
    EXPECT_EQ(line.type({&octet, 1}), ok) << value;
    EXPECT_EQ(line.toy.calls.back(), "data " + std::string(1, octet));
  }
}

TEST(interpreter_data, passes_over_the_lf_of_a_host_that_ends_lines_with_cr_lf) {
  for (const std::string_view before : {"", "AT\r\n"}) {
    ToyLine line;
    (void)line.type(before);
    EXPECT_EQ(line.type("AT+TOYDATA=0,2\r\n"), prompt);
    EXPECT_EQ(line.type("\nb"), ok) << "the second LF is data";
    EXPECT_EQ(line.toy.calls.back(), "data \nb");
  }
}

TEST(interpreter_data, passes_over_an_lf_that_comes_after_the_prompt) {
  ToyLine line;
  EXPECT_EQ(line.type("AT\r\nAT+TOYDATA=0,2\r"), ok + prompt);
  EXPECT_EQ(line.type("\n"), "");
  EXPECT_EQ(line.type("ab"), ok);
  EXPECT_EQ(line.toy.calls.back(), "data ab");
}

TEST(interpreter_data, takes_lf_as_data_from_a_host_that_ends_lines_with_cr_alone) {
  ToyLine line;
  EXPECT_EQ(line.type("AT\rAT+TOYDATA=0,2\r\nb"), ok + prompt + ok);
  EXPECT_EQ(line.toy.calls.back(), "data \nb");
}

TEST(interpreter_data, takes_an_unknown_host_for_one_that_ends_lines_with_cr_lf) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYDATA=0,2\r\nab"), prompt + ok);
  EXPECT_EQ(line.toy.calls.back(), "data ab");
}

TEST(interpreter_data, learns_the_line_end_from_the_last_line_too) {
  ToyLine line;
  EXPECT_EQ(line.type("AT\rAT\r\nAT+TOYDATA=0,2\r\nab"), ok + ok + prompt + ok);
  EXPECT_EQ(line.toy.calls.back(), "data ab") << "it has sent CR LF since";
}

TEST(interpreter_data, gives_the_same_for_each_cut_of_each_line_end) {
  for (const std::string_view end : {"\r", "\r\n"}) {
    const std::string input = "AT" + end + "AT+TOYDATA=0,3" + end + "abcAT+TOYDO" + end;
    for (const std::size_t piece_size : support::piece_sizes(input)) {
      ToyLine line;
      EXPECT_EQ(line.type(input, piece_size), ok + prompt + ok + ok);
      EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"ask 3", "data abc", "do"}));
    }
  }
}

TEST(interpreter_data, echoes_data_when_lines_are_echoed) {
  expect_answer("AT+TOYDATA=0,3\r\nabc", "AT+TOYDATA=0,3\r" + prompt + "abc" + ok, Settings{});
  ToyLine line{Settings{}};
  (void)line.type("AT+TOYDATA=0,3\r\n");
  EXPECT_EQ(line.type("a"), "a");
  EXPECT_EQ(line.type("\n"), "\n");
}

TEST(interpreter_data, echoes_no_data_when_the_profile_says_so) {
  Settings settings;
  settings.echo_data = DataEcho::off;
  expect_answer("AT+TOYDATA=0,3\rabc", "AT+TOYDATA=0,3\r" + prompt + ok, settings);
}

TEST(interpreter_data, drops_the_end_of_line_behind_the_data_without_echo_or_answer) {
  for (const std::string_view surplus : {"\r", "\n", "\r\n", "xyz\r", "xyz\n", "xyz\r\n", " \r"}) {
    expect_answer("AT+TOYDATA=0,3\rabc" + surplus + "AT+TOYDO\r",
                  "AT+TOYDATA=0,3\r" + prompt + "abc" + ok + "AT+TOYDO\r" + ok, Settings{});
  }
}

TEST(interpreter_data, drops_surplus_up_to_just_before_a_command) {
  for (const std::string_view surplus : {"xyz", "A", "AA", "xyzATA", "xyzAT", "\x1A"}) {
    expect_answer("AT+TOYDATA=0,3\rabc" + surplus + "At+TOYDO\r",
                  "AT+TOYDATA=0,3\r" + prompt + "abc" + ok + "At+TOYDO\r" + ok, Settings{});
  }
}

TEST(interpreter_data, takes_a_basic_command_right_behind_the_data) {
  expect_answer("AT+TOYDATA=0,3\rabcATE0\r", prompt + ok + ok);
  expect_answer("AT+TOYDATA=0,3\rabc  AT\r", prompt + ok + ok);
}

TEST(interpreter_data, drops_a_basic_command_behind_surplus_text) {
  expect_answer("AT+TOYDATA=0,3\rabcxATE0\rAT\r", prompt + ok + ok);
}

TEST(interpreter_data, repeats_no_line_right_behind_the_data) {
  expect_answer("AT+TOYDATA=0,3\rabcA/def\r", prompt + ok);
}

TEST(interpreter_data, answers_each_of_two_commands_behind_surplus) {
  expect_answer("AT+TOYDATA=0,1\ra\r\nAT\r\nAT\r\n", prompt + ok + ok + ok);
}

TEST(interpreter_data, drops_what_a_hasty_host_sends_behind_a_refused_command) {
  for (const std::string_view data : {"abc", "abc\r\n", "\nabc\r"}) {
    expect_answer("AT+TOYDATA=0,5001\r" + data + "AT+TOYDO\r",
                  "AT+TOYDATA=0,5001\r\r\n+TOYDATA: 0,22\r\n" + error + "AT+TOYDO\r" + ok,
                  Settings{});
  }
  expect_answer("AT+TOYDATA=0,5001\rAT\r", "\r\n+TOYDATA: 0,22\r\n" + error + ok);
  expect_answer("AT+TOYDATA=0\rabc\rAT\r", error + ok);
  expect_answer("AT+TOYDATA=0,3;+TOYDO\rabc\rAT\r", error + ok);
}

TEST(interpreter_data, answers_no_surplus_behind_other_refused_commands_either) {
  expect_answer("AT+TOYSET=0,256\rabc\rAT\r", "\r\n+TOYSET: 0,12\r\n" + error + ok);
}

TEST(interpreter_data, refuses_bad_data_when_it_is_there) {
  expect_answer("AT+TOYDATA=1,3\r!bc\r\n", prompt + "\r\n+TOYDATA: 1,2\r\n" + error);
}

TEST(interpreter_data, looks_at_the_state_again_when_the_data_is_there) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=1,3\rab");
  line.toy.is_open = false;
  EXPECT_EQ(line.type("c"), "\r\n+TOYDATA: 1,9\r\n" + error);
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"ask 3"}));
}

TEST(interpreter_data, waits_60_seconds_for_the_first_octet) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,3\r");
  EXPECT_EQ(line.pass(60s - 1ns), "");
  EXPECT_EQ(line.pass(1ns), expired);
}

TEST(interpreter_data, waits_60_seconds_after_each_octet) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,3\r");
  EXPECT_EQ(line.pass(60s - 1ns), "");
  EXPECT_EQ(line.type("a"), "");
  EXPECT_EQ(line.pass(60s - 1ns), "");
  EXPECT_EQ(line.type("b"), "");
  EXPECT_EQ(line.line.deadline(), line.now + 60s);
  EXPECT_EQ(line.pass(60s - 1ns), "");
  EXPECT_EQ(line.pass(1ns), expired);
}

TEST(interpreter_data, completes_with_an_octet_just_before_the_time_is_over) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,1\r");
  EXPECT_EQ(line.pass(60s - 1ns), "");
  EXPECT_EQ(line.type("a"), ok);
  EXPECT_EQ(line.pass(120s), "");
}

TEST(interpreter_data, discards_the_data_whose_time_is_over) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,3\rab");
  EXPECT_EQ(line.pass(60s), expired);
  EXPECT_EQ(line.type("cdef\rAT+TOYDO\r"), ok) << "what comes too late is surplus";
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"ask 3", "do"}));
  EXPECT_EQ(line.type("AT+TOYDATA=0,3\rxyz"), prompt + ok);
  EXPECT_EQ(line.toy.calls.back(), "data xyz");
}

TEST(interpreter_data, takes_the_time_limit_of_the_profile) {
  Settings settings = without_echo();
  settings.prompt_timeout = 5s;
  ToyLine line(settings);
  (void)line.type("AT+TOYDATA=0,3\r");
  EXPECT_EQ(line.pass(5s - 1ns), "");
  EXPECT_EQ(line.pass(1ns), expired);
}

TEST(interpreter_data, drops_the_entry_without_an_answer_when_the_dte_goes) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,3\rab");
  line.line.detach();
  EXPECT_EQ(line.pass(120s), "");
  line.line.attach();
  EXPECT_EQ(line.type("cAT+TOYDO\rAT+TOYDO\r"), ok) << "c makes its line a silent one";
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"ask 3", "do"}));
}

}  // namespace
}  // namespace atmqtt::at
