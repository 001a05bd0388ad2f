#include "at/parameter.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::at {
namespace {

TEST(ranges, contain_both_their_ends) {
  const Ranges ranges = Range{60, 180};
  EXPECT_FALSE(ranges.contains(59));
  EXPECT_TRUE(ranges.contains(60));
  EXPECT_TRUE(ranges.contains(180));
  EXPECT_FALSE(ranges.contains(181));
}

TEST(ranges, may_have_a_gap) {
  const Ranges ranges{{0, 0}, {60, 180}};
  EXPECT_TRUE(ranges.contains(0));
  EXPECT_FALSE(ranges.contains(1));
  EXPECT_FALSE(ranges.contains(59));
  EXPECT_TRUE(ranges.contains(60));
}

TEST(ranges, contain_everything_when_there_is_none) {
  EXPECT_TRUE(Ranges().is_unlimited());
  EXPECT_TRUE(Ranges().contains(-1));
  EXPECT_TRUE(Ranges().contains(999'999'999));
  EXPECT_FALSE(Ranges(Range{0, 1}).is_unlimited());
}

TEST(ranges, are_written_as_the_manuals_write_them) {
  EXPECT_EQ(Ranges(Range{0, 1}).text(), "(0-1)");
  EXPECT_EQ(Ranges(Range{4, 4}).text(), "(4)");
  EXPECT_EQ(Ranges({0, 0}, {60, 180}).text(), "(0,60-180)");
  EXPECT_EQ(Ranges({0, 0}, {1, 1}).text(), "(0,1)");
  std::string text = "x";
  Ranges(Range{1, 2}).append_to(text);
  EXPECT_EQ(text, "x(1-2)");
}

TEST(ranges, may_take_their_ends_from_settings) {
  const Ranges ranges{{0, 0}, {&Settings::subtopic_count_max, 180}};
  Settings settings;
  settings.subtopic_count_max = 60;
  EXPECT_EQ(ranges.in(settings).text(), "(0,60-180)");
  EXPECT_FALSE(ranges.in(settings).contains(1));
  settings.subtopic_count_max = 1;
  EXPECT_EQ(ranges.in(settings).text(), "(0,1-180)");
  EXPECT_TRUE(ranges.in(settings).contains(1));
  EXPECT_EQ(Ranges("(a,b)").in(settings).text(), "(a,b)");
}

TEST(condition, holds_where_there_is_none_and_where_the_setting_has_the_value) {
  Settings settings;
  EXPECT_TRUE(holds(nullptr, settings));
  EXPECT_FALSE(holds(given<&Settings::rel_result>, settings));
  EXPECT_TRUE((holds(given<&Settings::rel_result, false>, settings)));
  EXPECT_TRUE((holds(given<&Settings::echo_data, DataEcho::follows_ate>, settings)));
  settings.rel_result = true;
  EXPECT_TRUE(holds(given<&Settings::rel_result>, settings));
}

TEST(parse_number, takes_one_to_nine_digits) {
  EXPECT_EQ(parse_number("0"), 0);
  EXPECT_EQ(parse_number("64800"), 64800);
  EXPECT_EQ(parse_number("999999999"), 999'999'999);
  EXPECT_EQ(parse_number("1000000000"), std::nullopt);
}

TEST(parse_number, takes_leading_zeros_among_the_nine_digits) {
  EXPECT_EQ(parse_number("007"), 7);
  EXPECT_EQ(parse_number("000000000"), 0);
  EXPECT_EQ(parse_number("000000001"), 1);
  EXPECT_EQ(parse_number("0000000001"), std::nullopt);
}

TEST(parse_number, refuses_everything_that_is_no_decimal_number) {
  for (const std::string_view text :
       {"", "+1", "-1", "-0", "0x1", "1a", "a1", "1.0", "1 ", " 1", "1e3", "\xB2"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_number(std::string_view("1\0", 2)), std::nullopt);
}

struct Request {
  int number{};
  std::optional<int> maybe;
  std::string_view text;
  std::optional<std::string_view> maybe_text;
};

TEST(into, finds_by_the_member_whether_a_number_or_a_text_is_wanted) {
  Request request;
  into<&Request::number>.put_number(request, 1);
  into<&Request::maybe>.put_number(request, 2);
  into<&Request::text>.put_text(request, "a");
  into<&Request::maybe_text>.put_text(request, "b");
  EXPECT_EQ(request.number, 1);
  EXPECT_EQ(request.maybe, 2);
  EXPECT_EQ(request.text, "a");
  EXPECT_EQ(request.maybe_text, "b");
  EXPECT_EQ(into<&Request::number>.put_text, nullptr);
  EXPECT_EQ(into<&Request::maybe_text>.put_number, nullptr);
}

TEST(explain, names_parameter_and_range) {
  const Ranges ranges = Range{0, 2};
  EXPECT_EQ(explain({Fault::Kind::number, "qos", ranges}), "qos is out of range (0-2)");
  EXPECT_EQ(explain({Fault::Kind::length, "topic", ranges}),
            "the length of topic is out of range (0-2)");
  EXPECT_EQ(explain({Fault::Kind::quoted_number, "qos", {}}),
            "qos is in quotes where a number is wanted");
  EXPECT_EQ(explain({Fault::Kind::surplus, {}, {}}), "there are too many values");
  EXPECT_TRUE(explain({Fault::Kind::syntax, "qos", {}}).starts_with("qos is missing or not of"));
}

}  // namespace
}  // namespace atmqtt::at
