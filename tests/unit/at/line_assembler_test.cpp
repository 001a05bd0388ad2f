#include "at/line_assembler.hpp"

#include "base/limits.hpp"
#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

/// The registers act here; how lines are told apart is shown by the tests of the interpreter too.
namespace atmqtt::at {
namespace {

/// Takes octets and keeps what comes of them: lines as `[body]`, A/ as `/[body]`, `!` for one that
/// is too long.
class Bench {
 public:
  std::string take(std::string_view octets) {
    std::string lines;
    for (const char octet : octets) {
      switch (assembler.take(octet, echo)) {
        case LineAssembler::Outcome::more: break;
        case LineAssembler::Outcome::line:
          lines += '[' + std::string(assembler.body()) + ']';
          break;
        case LineAssembler::Outcome::repeat:
          lines += "/[" + std::string(assembler.body()) + ']';
          break;
        case LineAssembler::Outcome::too_long: lines += '!'; break;
      }
    }
    return lines;
  }

  Registers registers;
  LineAssembler assembler{registers};
  std::string echo;
};

void set_s3(Bench& bench, int value) { bench.registers.s[1] = static_cast<unsigned char>(value); }
void set_s5(Bench& bench, int value) { bench.registers.s[3] = static_cast<unsigned char>(value); }

TEST(line_assembler, makes_a_line_of_what_stands_between_prefix_and_end) {
  Bench bench;
  EXPECT_EQ(bench.take("AT+X\rat\rAt Y\r"), "[+X][][Y]");
  EXPECT_EQ(bench.echo, "AT+X\rat\rAt Y\r");
}

TEST(line_assembler, keeps_a_line_that_is_not_complete) {
  Bench bench;
  EXPECT_EQ(bench.take("AT+X\rAT+"), "[+X]");
  EXPECT_TRUE(bench.assembler.is_half_typed());
  EXPECT_EQ(bench.take("Y\r"), "[+Y]");
  EXPECT_FALSE(bench.assembler.is_half_typed());
}

TEST(line_assembler, ends_lines_at_s3) {
  for (const int value : {0, 1, 10, 13, 27, 59, 127}) {
    Bench bench;
    set_s3(bench, value);
    const std::string end(1, static_cast<char>(value));
    EXPECT_EQ(bench.take("AT+X" + end + "AT+Y" + end), "[+X][+Y]") << value;
  }
}

TEST(line_assembler, does_not_end_a_line_at_cr_when_s3_is_another) {
  Bench bench;
  set_s3(bench, 0);
  EXPECT_EQ(bench.take(std::string_view("AT+X\r+Y\0", 8)), "[+X+Y]");
}

TEST(line_assembler, ends_a_silent_line_at_s3_too) {
  Bench bench;
  set_s3(bench, 10);
  EXPECT_EQ(bench.take("hello\nAT+X\n"), "[+X]");
}

TEST(line_assembler, takes_lf_for_an_end_when_s3_says_so) {
  Bench bench;
  set_s3(bench, 10);
  EXPECT_EQ(bench.take("AT+X\n\n\nAT+Y\n"), "[+X][+Y]");
}

TEST(line_assembler, removes_the_last_octet_at_s5) {
  for (const int value : {0, 1, 8, 65, 126, 127}) {
    Bench bench;
    set_s5(bench, value);
    const std::string back(1, static_cast<char>(value));
    EXPECT_EQ(bench.take("AT+XY" + back + back + "Z\r"), "[+Z]") << value;
  }
}

TEST(line_assembler, does_not_remove_at_8_when_s5_is_another) {
  Bench bench;
  set_s5(bench, 127);
  EXPECT_EQ(bench.take("AT+\"X\bY\"\r"), "[+\"X\bY\"]");
}

TEST(line_assembler, edits_back_to_the_prefix_and_no_further) {
  Bench bench;
  EXPECT_EQ(bench.take("AT+X\b\b\b\b\b\b\b+Y\r"), "[+Y]");
}

TEST(line_assembler, removes_blanks_in_quotes_like_any_octet) {
  Bench bench;
  EXPECT_EQ(bench.take("AT+X=\"a \b\b\"\r"), "[+X=\"\"]");
}

TEST(line_assembler, looks_for_the_end_before_it_edits) {
  Bench bench;
  set_s3(bench, 8);
  set_s5(bench, 8);
  EXPECT_EQ(bench.take("AT+X\b"), "[+X]");
}

TEST(line_assembler, echoes_what_edits) {
  Bench bench;
  (void)bench.take("AT+X\b+Y\r");
  EXPECT_EQ(bench.echo, "AT+X\b+Y\r");
}

TEST(line_assembler, takes_3071_octets_with_the_prefix_and_no_more) {
  Bench bench;
  const std::string longest(limits::command_line_size_max - 2, 'x');
  EXPECT_EQ(bench.take("AT" + longest + "\r"), '[' + longest + ']');
  EXPECT_EQ(bench.take("AT" + longest + "x\r"), "!");
  EXPECT_EQ(bench.take("AT+X\r"), "[+X]");
}

TEST(line_assembler, repeats_the_last_complete_line) {
  Bench bench;
  EXPECT_EQ(bench.take("A/"), "/[]");
  EXPECT_EQ(bench.take("AT+X\ra/\r\nhello\rA/"), "[+X]/[+X]/[+X]");
}

TEST(line_assembler, does_not_repeat_inside_a_line) {
  Bench bench;
  EXPECT_EQ(bench.take("AT+X\rxA/\rATA/\r"), "[+X][A/]");
}

TEST(line_assembler, is_half_typed_from_the_first_letter_to_the_end) {
  Bench bench;
  EXPECT_FALSE(bench.assembler.is_half_typed());
  for (const std::string_view typed : {" ", "\n", "\x1A"}) {
    (void)bench.take(typed);
    EXPECT_FALSE(bench.assembler.is_half_typed()) << testing::PrintToString(typed);
  }
  for (const std::string_view typed : {"A", "T", "+", "X"}) {
    (void)bench.take(typed);
    EXPECT_TRUE(bench.assembler.is_half_typed()) << typed;
  }
  (void)bench.take("\r");
  EXPECT_FALSE(bench.assembler.is_half_typed());
  (void)bench.take("x");
  EXPECT_TRUE(bench.assembler.is_half_typed()) << "a line without a prefix is one too";
}

TEST(line_assembler, forgets_a_partial_line) {
  for (const std::string_view typed : {"A", "AT+X", "hello"}) {
    Bench bench;
    (void)bench.take(typed);
    bench.assembler.drop_partial();
    EXPECT_FALSE(bench.assembler.is_half_typed());
    EXPECT_EQ(bench.take("AT+Y\r"), "[+Y]") << typed;
  }
}

TEST(line_assembler, knows_the_lf_of_a_line_end_from_data) {
  Bench bench;
  (void)bench.take("AT+X\r");
  EXPECT_TRUE(bench.assembler.ends_line('\n'));
  EXPECT_FALSE(bench.assembler.ends_line('\n')) << "there is one LF in a line end";
}

TEST(line_assembler, takes_lf_for_data_when_lines_have_ended_with_cr_alone) {
  Bench bench;
  (void)bench.take("AT\rAT+X\r");
  EXPECT_FALSE(bench.assembler.ends_line('\n'));
}

TEST(line_assembler, learns_from_data_how_lines_end) {
  Bench bench;
  (void)bench.take("AT+X\r");
  EXPECT_FALSE(bench.assembler.ends_line('a'));
  (void)bench.take("AT+X\r");
  EXPECT_FALSE(bench.assembler.ends_line('\n'));
}

TEST(line_assembler, knows_that_no_line_end_stands_behind_a_repetition) {
  Bench bench;
  (void)bench.take("AT+X\rA/");
  EXPECT_FALSE(bench.assembler.ends_line('\n'));
}

TEST(line_assembler, drops_surplus_up_to_its_end_without_an_echo) {
  for (const std::string_view end : {"\r", "\n", "\r\n"}) {
    Bench bench;
    bench.assembler.expect_surplus();
    EXPECT_EQ(bench.take("surplus A A/ ATE0" + std::string(end) + "AT+X\r"), "[+X]");
    EXPECT_EQ(bench.echo, "AT+X\r");
  }
}

TEST(line_assembler, drops_surplus_up_to_just_before_a_command) {
  for (const std::string_view surplus : {"xyz", "xA", "xAT", "xATA", "xAAT", "A", "AA", "\x1A x"}) {
    Bench bench;
    bench.assembler.expect_surplus();
    EXPECT_EQ(bench.take(std::string(surplus) + "aT+X\r"), "[+X]") << surplus;
    EXPECT_EQ(bench.echo, "aT+X\r") << surplus;
  }
}

TEST(line_assembler, takes_what_begins_like_a_command_line_for_one_behind_data) {
  Bench bench;
  bench.assembler.expect_surplus();
  EXPECT_EQ(bench.take(" \x1A"
                       "ATE0\r"),
            "[E0]");
  EXPECT_EQ(bench.echo, "ATE0\r");
  bench.assembler.expect_surplus();
  EXPECT_EQ(bench.take("AT\r"), "[]");
}

TEST(line_assembler, drops_what_begins_like_the_prefix_but_no_command_line) {
  for (const std::string_view surplus : {"a/", "AT/temp\r", "AT1\r", "AB\r", "A\r"}) {
    Bench bench;
    bench.assembler.expect_surplus();
    EXPECT_EQ(bench.take(surplus), "") << surplus;
    EXPECT_EQ(bench.echo, "") << surplus;
  }
}

TEST(line_assembler, is_half_typed_in_surplus_only_when_a_line_may_begin) {
  Bench bench;
  bench.assembler.expect_surplus();
  EXPECT_FALSE(bench.assembler.is_half_typed());
  (void)bench.take("A");
  EXPECT_TRUE(bench.assembler.is_half_typed());
  (void)bench.take("B");
  EXPECT_FALSE(bench.assembler.is_half_typed());
}

TEST(line_assembler, takes_the_lf_of_the_line_before_from_surplus) {
  Bench bench;
  (void)bench.take("AT+X\r");
  bench.assembler.expect_surplus();
  EXPECT_EQ(bench.take("\nsurplus\r\nAT+Y\r"), "[+Y]");
}

}  // namespace
}  // namespace atmqtt::at
