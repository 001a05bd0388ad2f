#include "at/interpreter.hpp"
#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <string>

/// Results behind OK and URCs: where they may stand (decision B9).
namespace atmqtt::at {
namespace {

using namespace std::chrono_literals;
using test::ok;
using test::ToyLine;
using test::without_echo;
using test::operator+;

constexpr std::string_view urc = "\r\n+URC: 1\r\n";

TEST(interpreter_post, writes_at_once_when_nothing_is_typed) {
  ToyLine line;
  line.line.post_urc("+URC: 1");
  line.line.post_result("+RESULT: 0");
  EXPECT_EQ(line.run(), urc + "\r\n+RESULT: 0\r\n");
  EXPECT_EQ(line.line.deadline(), never);
}

TEST(interpreter_post, writes_the_result_of_a_command_behind_its_ok) {
  ToyLine line;
  EXPECT_EQ(line.type("AT+TOYLATER\rAT+TOYDO\r"), ok + "\r\n+TOYLATER: 0\r\n" + ok);
}

TEST(interpreter_post, writes_nothing_inside_a_held_answer) {
  ToyLine line;
  (void)line.type("AT+TOYHOLD\r");
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.pass(100s), "");
  EXPECT_EQ(line.line.next_boundary(line.now), never);
  line.line.finish(line.line.line_number(), Reply::ok());
  EXPECT_EQ(line.run(), ok + urc);
}

TEST(interpreter_post, writes_nothing_between_prompt_and_last_counted_octet) {
  ToyLine line;
  (void)line.type("AT+TOYDATA=0,2\r");
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.pass(30s), "");
  EXPECT_EQ(line.type("a"), "");
  EXPECT_EQ(line.pass(30s), "");
  EXPECT_EQ(line.type("b"), ok + urc);
}

TEST(interpreter_post, is_held_by_a_half_typed_line_until_it_ends) {
  for (const std::string_view typed : {"A", "AT", "AT+TOY", "hello"}) {
    ToyLine line;
    (void)line.type(typed);
    line.line.post_urc("+URC: 1");
    EXPECT_EQ(line.run(), "") << typed;
    EXPECT_NE(line.type("\r").find(urc), std::string::npos) << typed;
  }
}

TEST(interpreter_post, is_held_at_most_one_second_after_the_last_octet) {
  ToyLine line;
  (void)line.type("AT");
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.pass(1s - 1ns), "");
  (void)line.type("+");
  EXPECT_EQ(line.line.deadline(), line.now + 1s);
  EXPECT_EQ(line.pass(1s - 1ns), "");
  EXPECT_EQ(line.pass(1ns), urc);
  EXPECT_EQ(line.type("TOYDO\r"), ok) << "the line goes on behind it";
}

TEST(interpreter_post, is_held_as_long_as_the_profile_says) {
  Settings settings = without_echo();
  settings.urc_typing_hold = 3s;
  ToyLine line(settings);
  (void)line.type("AT");
  EXPECT_EQ(line.line.next_boundary(line.now), line.now + 3s);
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.pass(3s - 1ns), "");
  EXPECT_EQ(line.pass(1ns), urc);
}

TEST(interpreter_post, is_not_held_by_blanks_or_by_surplus) {
  for (const std::string_view typed : {" \n", "AT+TOYDATA=0,1\ra", "AT+TOYDATA=0,1\raxyz"}) {
    ToyLine line;
    (void)line.type(typed);
    line.line.post_urc("+URC: 1");
    EXPECT_EQ(line.run(), urc) << typed;
  }
}

TEST(interpreter_post, stands_in_the_same_place_for_any_cutting_of_the_octets) {
  constexpr std::string_view begins_surplus = "AT+TOYDATA=0,1\rxa";
  for (const std::string_view rest : {"AT+TOYDO\r", "b\rAT+TOYDO\r"}) {
    ToyLine line;
    EXPECT_EQ(line.type(begins_surplus), "\r\n>" + ok);
    line.line.post_urc("+URC: 1");
    EXPECT_EQ(line.run(), "") << "the a may begin a command line";
    EXPECT_EQ(line.type(rest), urc + ok) << rest;
  }
}

TEST(interpreter_post, has_no_cr_lf_in_front_under_atv0) {
  ToyLine line;
  (void)line.type("ATV0\r");
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.run(), "+URC: 1\r\n");
}

TEST(interpreter_post, is_not_silenced_by_atq1) {
  ToyLine line;
  (void)line.type("ATQ1\r");
  line.line.post_urc("+URC: 1");
  EXPECT_EQ(line.run(), urc);
}

TEST(interpreter_post, is_discarded_while_there_is_no_dte) {
  ToyLine line;
  line.line.detach();
  line.line.post_urc("+URC: 1");
  EXPECT_TRUE(line.line.is_quiet());
  line.line.attach();
  EXPECT_EQ(line.run(), "");
}

TEST(interpreter_post, is_discarded_with_the_dte_that_it_waited_for) {
  ToyLine line;
  (void)line.type("AT");
  line.line.post_urc("+URC: 1");
  line.line.detach();
  line.line.attach();
  EXPECT_EQ(line.pass(10s), "");
}

TEST(interpreter_post, keeps_when_a_result_was_written_and_not_a_urc) {
  ToyLine line;
  EXPECT_EQ(line.line.last_result_time(), Time::min());
  line.line.post_urc("+URC: 1");
  (void)line.run();
  EXPECT_EQ(line.line.last_result_time(), Time::min());
  line.now += 3s;
  (void)line.type("AT+TOYLATER\r");
  EXPECT_EQ(line.line.last_result_time(), line.now);
}

TEST(interpreter_post, keeps_texts_of_any_octets_whole) {
  ToyLine line;
  const std::string text = support::every_octet() + std::string(3000, 'x');
  line.line.post_urc(text);
  line.line.post_urc("");
  EXPECT_EQ(line.run(), "\r\n" + text + "\r\n\r\n\r\n");
}

}  // namespace
}  // namespace atmqtt::at
