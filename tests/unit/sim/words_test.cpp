#include "sim/words.hpp"

#include <gtest/gtest.h>

namespace atmqtt::sim {
namespace {

std::string error_of(std::string_view line) {
  const auto words = split_words(line);
  return words ? "no error" : words.error();
}

TEST(words, are_split_at_blanks) {
  const auto words = split_words("  server  publish id=7 ");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 3U);
  EXPECT_EQ(words->at(0).text, "server");
  EXPECT_EQ(words->at(2).text, "id=7");
  EXPECT_FALSE(words->at(2).quoted);
}

TEST(words, keep_blanks_and_resolve_escapes_in_quotes) {
  const auto words = split_words(R"("a b\r\n\x00" "")");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 2U);
  EXPECT_EQ(words->at(0).text, std::string("a b\r\n\0", 6));
  EXPECT_TRUE(words->at(0).quoted);
  EXPECT_EQ(words->at(1).text, "");
  EXPECT_TRUE(words->at(1).quoted);
}

TEST(words, are_repeated_behind_a_star) {
  const auto words = split_words(R"("ab"*3 "x"*0 c)");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 3U);
  EXPECT_EQ(words->at(0).text, "ababab");
  EXPECT_EQ(words->at(1).text, "");
  EXPECT_EQ(words->at(2).text, "c");
}

TEST(words, refuse_what_they_do_not_understand) {
  EXPECT_EQ(error_of("\"a"), "a quote is not closed");
  EXPECT_EQ(error_of(R"("a\q")"), R"(unknown escape in "a\q" (known: \r \n \t \0 \\ \xNN))");
  EXPECT_EQ(error_of("\"a\"b"), "\"b\" stands right behind a closing quote");
  EXPECT_EQ(error_of("\"a\"*-1"), "\"-1\" is not a number from 0 to 1000000");
}

TEST(words, read_numbers_within_their_range) {
  EXPECT_EQ(parse_number("0", 0, 2), 0);
  EXPECT_EQ(parse_number("2", 0, 2), 2);
  for (const std::string_view text : {"3", "-1", "", "1a", " 1", "99999999999"}) {
    EXPECT_FALSE(parse_number(text, 0, 2)) << text;
  }
}

TEST(words, knows_units_of_time) {
  EXPECT_EQ(parse_duration("7us"), std::chrono::microseconds(7));
  EXPECT_EQ(parse_duration("5ms"), std::chrono::milliseconds(5));
  EXPECT_EQ(parse_duration("60s"), std::chrono::seconds(60));
  EXPECT_EQ(parse_duration("2min"), std::chrono::minutes(2));
  EXPECT_EQ(parse_duration("24h"), std::chrono::hours(24));
  for (const std::string_view text : {"", "s", "-1s", "1.5s", "1 s", "1d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(words, read_octets_in_hexadecimal_digits) {
  EXPECT_EQ(parse_octets("20 02 00fF"), std::string("\x20\x02\x00\xFF", 4));
  EXPECT_EQ(parse_octets(""), "");
  for (const std::string_view text : {"2", "2 0 0", "xy", "0x", "-1", "+1"}) {
    const auto octets = parse_octets(text);
    ASSERT_FALSE(octets) << text;
    EXPECT_EQ(octets.error(), "'" + std::string(text) + "' is not hexadecimal octets");
  }
}

TEST(words, read_codes_between_commas) {
  EXPECT_EQ(parse_codes("128,0,255"), std::string("\x80\x00\xFF", 3));
  EXPECT_EQ(parse_codes("7"), "\x07");
  for (const std::string_view text : {"", "1,", ",1", "256", "1,,2", "1 2"}) {
    EXPECT_FALSE(parse_codes(text)) << text;
  }
}

}  // namespace
}  // namespace atmqtt::sim
