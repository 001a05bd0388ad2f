#include "at/v250_commands.hpp"

#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::at {
namespace {

using test::error;
using test::expect_answer;
using test::ok;
using test::ToyLine;
using test::operator+;

/// The answer to ATS<number>?.
std::string s_value(ToyLine& line, int number) {
  return line.type("ATS" + std::to_string(number) + "?\r");
}

TEST(v250_commands, set_the_flags_and_take_no_number_for_0) {
  ToyLine line;
  EXPECT_EQ(line.type("ATE1V0Q1\r"), "");
  EXPECT_TRUE(line.line.registers().echo);
  EXPECT_FALSE(line.line.registers().verbose);
  EXPECT_TRUE(line.line.registers().quiet);
  EXPECT_EQ(line.type("ATEQV1\r"), "ATEQV1\r" + ok);
  EXPECT_FALSE(line.line.registers().echo);
  EXPECT_FALSE(line.line.registers().quiet);
}

TEST(v250_commands, take_each_number_up_to_their_highest) {
  for (const std::string_view highest :
       {"E1", "Q0", "V1", "X4", "&C2", "&D2", "Z1", "&F0", "&W0", "&V0"}) {
    ToyLine line;
    EXPECT_TRUE(line.type("AT" + std::string(highest) + "\r").ends_with(ok)) << highest;
  }
  for (const std::string_view above :
       {"E2", "Q2", "V2", "X5", "&C3", "&D3", "Z2", "&F1", "&W1", "&V1"}) {
    ToyLine line;
    const Registers before = line.line.registers();
    EXPECT_EQ(line.type("AT" + std::string(above) + "\r"), error) << above;
    EXPECT_EQ(line.line.registers(), before);
  }
}

TEST(v250_commands, print_an_s_parameter_with_three_digits) {
  ToyLine line;
  EXPECT_EQ(s_value(line, 0), "\r\n000\r\n" + ok);
  EXPECT_EQ(s_value(line, 3), "\r\n013\r\n" + ok);
  EXPECT_EQ(s_value(line, 4), "\r\n010\r\n" + ok);
  EXPECT_EQ(s_value(line, 5), "\r\n008\r\n" + ok);
  EXPECT_EQ(s_value(line, 7), "\r\n000\r\n" + ok);
  EXPECT_EQ(s_value(line, 8), "\r\n002\r\n" + ok);
  EXPECT_EQ(s_value(line, 10), "\r\n014\r\n" + ok);
}

TEST(v250_commands, take_both_ends_of_the_range_of_s3_s4_and_s5) {
  for (const int number : {3, 4, 5}) {
    for (const int value : {0, 127}) {
      ToyLine line;
      (void)line.type("ATS" + std::to_string(number) + "=" + std::to_string(value) + "\r");
      const std::size_t place = static_cast<std::size_t>(number) - 2;
      EXPECT_EQ(line.line.registers().s[place], value) << 'S' << number;
    }
    ToyLine line;
    EXPECT_EQ(line.type("ATS" + std::to_string(number) + "=128\r"), error);
    EXPECT_EQ(line.line.registers(), (Registers{.echo = false}));
  }
}

TEST(v250_commands, use_the_new_s3_and_s4_in_the_answer_that_sets_them) {
  ToyLine line;
  EXPECT_EQ(line.type("ATS3=30\r"), "\x1E\nOK\x1E\n");
  EXPECT_EQ(line.type("AT\r\x1E"), "\x1E\nOK\x1E\n") << "CR ends no line any more";
  EXPECT_EQ(line.type("ATS4=31\x1E"), "\x1E\x1FOK\x1E\x1F");
  EXPECT_EQ(line.type("ATS3=13S4=10\x1E"), ok);
}

TEST(v250_commands, use_the_new_s5_from_the_next_line_on) {
  ToyLine line;
  EXPECT_EQ(line.type("ATS5=127\r"), ok);
  EXPECT_EQ(line.type("AT+TOYDX\x7FO\r"), ok);
  EXPECT_EQ(line.toy.calls, std::vector<std::string>{"do"});
}

TEST(v250_commands, take_a_missing_value_of_an_s_parameter_for_its_default) {
  ToyLine line;
  EXPECT_EQ(line.type("ATS10=50S0=5\rATS10=S0=\r"), ok + ok);
  EXPECT_EQ(line.line.registers(), (Registers{.echo = false}));
}

TEST(v250_commands, refuse_s_parameters_that_do_not_exist_and_values_that_do_not_fit) {
  for (const std::string_view command : {"S1=0", "S1?", "S99?", "S=1", "S?", "S0=256", "S7=256",
                                         "S10=255", "S3=0000000013", "S3=-1"}) {
    ToyLine line;
    EXPECT_TRUE(line.type("AT" + std::string(command) + "\r").ends_with(error)) << command;
    EXPECT_EQ(line.line.registers(), (Registers{.echo = false})) << command;
  }
  expect_answer("ATS0=255S7=255S8=255S10=254\r", ok);
}

TEST(v250_commands, bring_the_factory_settings_back) {
  ToyLine line;
  EXPECT_EQ(line.type("ATE1X4&C0&D0S0=3S5=127\rAT&F\r"), ok + "AT&F\r" + ok);
  EXPECT_EQ(line.line.registers(), (Registers{.echo = false}));
}

TEST(v250_commands, keep_settings_and_bring_them_back) {
  ToyLine line;
  (void)line.type("ATX4S0=3\rAT&W\rATX0S0=9\rATZ\r");
  EXPECT_EQ(line.line.registers().x, 4);
  EXPECT_EQ(line.line.registers().s[0], 3);
  (void)line.type("AT&F\r");
  EXPECT_EQ(line.line.registers().x, 1);
  (void)line.type("ATZ0\r");
  EXPECT_EQ(line.line.registers().x, 4) << "AT&F does not change what AT&W has kept";
}

TEST(v250_commands, bring_back_the_echo_of_the_profile) {
  ToyLine with{Settings{}};
  EXPECT_EQ(with.type("ATE0\rATZ\r"), "ATE0\r" + ok + ok);
  EXPECT_EQ(with.type("AT\r"), "AT\r" + ok);
}

TEST(v250_commands, list_all_registers) {
  expect_answer("AT&V\r",
                "\r\n&C: 1; &D: 2; E: 0; Q: 0; V: 1; X: 1; CMEE: 2;\r\n"
                "S0: 0; S3: 13; S4: 10; S5: 8; S7: 0; S8: 2; S10: 14;\r\n" +
                    ok);
}

}  // namespace
}  // namespace atmqtt::at
