#include "at/request_parser.hpp"

#include "at/command_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace atmqtt::at {
namespace {

struct Request {
  int number{};
  std::string_view text;
  std::optional<int> length;
  std::optional<int> optional;
  std::optional<std::string_view> empty;
  int lenient = 5;
};

constexpr Parameter<Request> all_kinds[] = {
    {"number", into<&Request::number>, Range{0, 1}},
    {"text", into<&Request::text>, Range{1, 4}},
    {"length", into<&Request::length>, Range{1, 10}, Presence::optional, {.is_length = true}},
    {"empty",
     into<&Request::empty>,
     Range{1, 4},
     Presence::optional_or_empty,
     {.may_be_void = true}},
    {"lenient", into<&Request::lenient>, Range{0, 9}, Presence::lenient},
};

constexpr Parameter<Request> number_and_bare[] = {
    {"number", into<&Request::number>, Range{0, 1}},
    {"text", into<&Request::text>, Range{1, 4}, Presence::required, {.may_be_bare = true}},
};

/// What becomes of `values`: "ok", or the kind of the fault, with `!` when it is one of syntax, and
/// the parameter that has it.
std::string outcome(std::span<const Parameter<Request>> parameters, const std::string& values,
                    bool is_strict = false, Grammar grammar = {}) {
  Settings settings;
  settings.strict = is_strict;
  const std::string line = "+X=" + values;
  std::string_view rest = line;
  const auto command = take_command(rest);
  if (!command) return "unparsed";
  const auto parsed =
      parse_request<Request>(parameters, command->arguments.all(), grammar, settings);
  const auto word = [](const Fault& fault) {
    constexpr std::string_view words[] = {"syntax", "surplus", "quoted_number", "number", "length"};
    return std::string(words[static_cast<std::size_t>(fault.kind)]) + ' ' +
           std::string(fault.parameter);
  };
  if (parsed.syntax_fault) return "!" + word(*parsed.syntax_fault);
  if (parsed.value_fault) return word(*parsed.value_fault);
  return "ok";
}

std::string outcome(const std::string& values, bool is_strict = false, Grammar grammar = {}) {
  return outcome(all_kinds, values, is_strict, grammar);
}

constexpr bool strict = true;

TEST(request_parser, puts_every_value_in_its_place) {
  const std::string line = "+X=1,\"abc\",10,\"d\",9";
  std::string_view rest = line;
  const auto command = take_command(rest);
  const auto parsed =
      parse_request<Request>(std::span(all_kinds), command->arguments.all(), Grammar{}, Settings());
  EXPECT_FALSE(parsed.syntax_fault || parsed.value_fault);
  EXPECT_EQ(parsed.request.number, 1);
  EXPECT_EQ(parsed.request.text, "abc");
  EXPECT_EQ(parsed.request.length, 10);
  EXPECT_EQ(parsed.request.empty, "d");
  EXPECT_EQ(parsed.request.lenient, 9);
}

TEST(request_parser, leaves_absent_values_as_they_are) {
  const std::string line = "+X=1,\"abc\"";
  std::string_view rest = line;
  const auto command = take_command(rest);
  const auto parsed =
      parse_request<Request>(std::span(all_kinds), command->arguments.all(), Grammar{}, Settings());
  EXPECT_FALSE(parsed.syntax_fault || parsed.value_fault);
  EXPECT_FALSE(parsed.request.length || parsed.request.optional || parsed.request.empty);
  EXPECT_EQ(parsed.request.lenient, 5);
}

TEST(request_parser, wants_what_is_required) {
  EXPECT_EQ(outcome("1"), "!syntax text");
  EXPECT_EQ(outcome(",\"a\""), "!syntax number");
  EXPECT_EQ(outcome("1,"), "!syntax text");
  EXPECT_EQ(outcome(""), "!syntax number");
}

TEST(request_parser, wants_a_number_without_sign_or_quotes) {
  for (const std::string number : {"+1", "-1", "\"1\"", "0x1", "one", "0000000001"}) {
    EXPECT_EQ(outcome(number + ",\"a\""), "!syntax number") << number;
  }
  EXPECT_EQ(outcome("000000001,\"a\""), "ok");
}

TEST(request_parser, wants_quotes_around_a_string) {
  EXPECT_EQ(outcome("1,abc"), "!syntax text");
  EXPECT_EQ(outcome("1,12"), "!syntax text");
}

TEST(request_parser, forgives_a_bare_string_where_the_parameter_does) {
  EXPECT_EQ(outcome(number_and_bare, "1,abc"), "ok");
  EXPECT_EQ(outcome(number_and_bare, "1,abcde"), "length text");
  EXPECT_EQ(outcome(number_and_bare, "1,\"abc\""), "ok");
  EXPECT_EQ(outcome(number_and_bare, "1,abc", strict), "!syntax text");
}

TEST(request_parser, checks_both_ends_of_a_range) {
  EXPECT_EQ(outcome("0,\"a\""), "ok");
  EXPECT_EQ(outcome("2,\"a\""), "number number");
  EXPECT_EQ(outcome("1,\"abcd\""), "ok");
  EXPECT_EQ(outcome("1,\"abcde\""), "length text");
  EXPECT_EQ(outcome("1,\"\""), "length text") << "an empty string is there, with length 0";
}

TEST(request_parser, takes_a_number_that_is_a_length_for_a_wrong_length) {
  EXPECT_EQ(outcome("1,\"a\",0"), "length length");
  EXPECT_EQ(outcome("1,\"a\",1"), "ok");
  EXPECT_EQ(outcome("1,\"a\",10"), "ok");
  EXPECT_EQ(outcome("1,\"a\",11"), "length length");
}

TEST(request_parser, lets_an_optional_value_be_missing_but_not_empty) {
  EXPECT_EQ(outcome("1,\"a\",,\"b\""), "!syntax length");
  EXPECT_EQ(outcome("1,\"a\","), "!syntax length");
}

TEST(request_parser, lets_some_values_be_empty_unless_strict) {
  EXPECT_EQ(outcome("1,\"a\",1,,1"), "ok");
  EXPECT_EQ(outcome("1,\"a\",1,,1", strict), "!syntax empty");
  EXPECT_EQ(outcome("1,\"a\",1,\"\",1"), "ok");
  EXPECT_EQ(outcome("1,\"a\",1,\"\",1", strict), "length empty");
}

TEST(request_parser, wants_lenient_values_only_when_strict) {
  EXPECT_EQ(outcome("1,\"a\",1,\"b\""), "ok");
  EXPECT_EQ(outcome("1,\"a\",1,\"b\","), "ok");
  EXPECT_EQ(outcome("1,\"a\",1,\"b\"", strict), "!syntax lenient");
  EXPECT_EQ(outcome("1,\"a\",1,\"b\",1", strict), "ok");
}

TEST(request_parser, refuses_more_values_than_parameters_unless_forgiven) {
  EXPECT_EQ(outcome("1,\"a\",1,\"b\",1,2"), "!surplus ");
  EXPECT_EQ(outcome("1,\"a\",1,\"b\",1,2", !strict, {.forgives_surplus = true}), "ok");
  EXPECT_EQ(outcome("1,\"a\",1,\"b\",1,2", strict, {.forgives_surplus = true}), "!surplus ");
}

TEST(request_parser, finds_a_fault_of_syntax_behind_one_of_range) {
  EXPECT_EQ(outcome("2,abc"), "!syntax text");
  EXPECT_EQ(outcome("2,\"a\",1,\"b\",1,2"), "!surplus ");
}

TEST(request_parser, names_the_first_of_several_values_out_of_range) {
  EXPECT_EQ(outcome("2,\"abcde\",11"), "number number");
  EXPECT_EQ(outcome("1,\"abcde\",11"), "length text");
}

TEST(request_parser, can_take_a_quoted_number_for_one_out_of_range) {
  constexpr Grammar grammar{.forgives_quoted_numbers = true};
  EXPECT_EQ(outcome("\"1\",\"a\"", !strict, grammar), "quoted_number number");
  EXPECT_EQ(outcome("1,\"a\",\"1\",\"b\"", !strict, grammar), "quoted_number length");
  EXPECT_EQ(outcome("1x,\"a\"", !strict, grammar), "!syntax number");
}

constexpr Parameter<Request> that_differ[] = {
    {"number", into<&Request::number>, Range{&Settings::subtopic_count_max, 180}},
    {"text", into<&Request::text>, Range{1, &Settings::certificate_name_max}},
    {"optional",
     into<&Request::optional>,
     Range{0, 1},
     Presence::optional,
     {.when = given<&Settings::rel_result>}},
};

/// The same in a module with these settings.
std::string outcome_in(const Settings& settings, const std::string& values) {
  const std::string line = "+X=" + values;
  std::string_view rest = line;
  const auto command = take_command(rest);
  const auto parsed =
      parse_request<Request>(that_differ, command->arguments.all(), Grammar{}, settings);
  const auto& fault = parsed.syntax_fault ? parsed.syntax_fault : parsed.value_fault;
  return fault ? explain(*fault) : "ok";
}

TEST(request_parser, takes_an_end_of_a_range_from_a_setting) {
  Settings settings;
  settings.subtopic_count_max = 60;
  EXPECT_EQ(outcome_in(settings, "59,\"a\""), "number is out of range (60-180)");
  EXPECT_EQ(outcome_in(settings, "60,\"a\""), "ok");
  settings.subtopic_count_max = 1;
  EXPECT_EQ(outcome_in(settings, "0,\"a\""), "number is out of range (1-180)");
  EXPECT_EQ(outcome_in(settings, "1,\"a\""), "ok");
  settings.certificate_name_max = 2;
  EXPECT_EQ(outcome_in(settings, "1,\"ab\""), "ok");
  EXPECT_EQ(outcome_in(settings, "1,\"abc\""), "the length of text is out of range (1-2)");
}

TEST(request_parser, knows_a_parameter_only_where_its_setting_gives_it) {
  Settings settings;
  EXPECT_EQ(outcome_in(settings, "60,\"a\",1"), "there are too many values");
  settings.rel_result = true;
  EXPECT_EQ(outcome_in(settings, "60,\"a\",1"), "ok");
  EXPECT_EQ(outcome_in(settings, "60,\"a\""), "ok");
  EXPECT_EQ(outcome_in(settings, "60,\"a\",2"), "optional is out of range (0-1)");
}

}  // namespace
}  // namespace atmqtt::at
