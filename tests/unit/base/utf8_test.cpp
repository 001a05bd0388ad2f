#include "base/utf8.hpp"

#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace atmqtt {
namespace {

/// The octets of a code point by the general rule, which knows neither surrogates nor an upper end.
std::string encoded(std::uint32_t code_point) {
  const auto tail = [](std::uint32_t value) { return static_cast<char>(0x80 | (value & 0x3F)); };
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  if (code_point < 0x800) return {static_cast<char>(0xC0 | code_point >> 6), tail(code_point)};
  if (code_point < 0x10000) {
    return {static_cast<char>(0xE0 | code_point >> 12), tail(code_point >> 6), tail(code_point)};
  }
  return {static_cast<char>(0xF0 | code_point >> 18), tail(code_point >> 12), tail(code_point >> 6),
          tail(code_point)};
}

TEST(utf8, accepts_every_code_point_but_the_surrogates) {
  for (std::uint32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    ASSERT_EQ(is_utf8(encoded(code_point)), !is_surrogate) << std::hex << code_point;
  }
}

TEST(utf8, refuses_what_lies_above_the_last_code_point) {
  EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xF7\xBF\xBF\xBF"));
  EXPECT_FALSE(is_utf8("\xF8\x88\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xFC\x84\x80\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xFE"));
  EXPECT_FALSE(is_utf8("\xFF"));
}

TEST(utf8, refuses_forms_that_are_longer_than_need_be) {
  for (const std::string_view text : {"\xC0\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80",
                                      "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(utf8, refuses_continuations_that_continue_nothing) {
  for (int octet = 0x80; octet <= 0xBF; ++octet) {
    EXPECT_FALSE(is_utf8(std::string(1, static_cast<char>(octet)))) << octet;
  }
  EXPECT_FALSE(is_utf8("\xC3\xA4\xA4"));
}

TEST(utf8, refuses_a_character_with_a_wrong_octet_at_any_place) {
  for (const std::string_view character : {"\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (std::size_t i = 1; i < character.size(); ++i) {
      for (const char wrong : {'\x00', '\x7F', '\xC0', '\xFF'}) {
        std::string text(character);
        text[i] = wrong;
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
      }
    }
  }
}

TEST(utf8, finds_how_far_a_text_that_is_cut_off_is_well_formed) {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z";
  const std::size_t sizes[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
  for (std::size_t size = 0; size <= text.size(); ++size) {
    EXPECT_EQ(utf8_prefix_size(text.substr(0, size)), sizes[size]) << "of " << size << " octets";
  }
}

TEST(utf8, does_not_look_behind_the_text) {
  const std::string_view whole = "\xE2\x82\xAC";
  EXPECT_FALSE(is_utf8(whole.substr(0, 2)));
}

TEST(utf8, accepts_the_same_text_in_pieces_when_what_is_not_complete_is_kept) {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (const std::size_t piece_size : support::piece_sizes(text)) {
    std::string kept;
    support::feed(text, piece_size, [&kept](std::string_view piece) {
      kept += piece;
      kept.erase(0, utf8_prefix_size(kept));
    });
    EXPECT_EQ(kept, "") << "in pieces of " << piece_size;
  }
}

TEST(utf8, accepts_an_empty_text_and_nul) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace atmqtt
