#include "base/escape.hpp"

#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt {
namespace {

TEST(escape, leaves_printable_ascii_as_it_is) {
  for (char octet = 0x20; octet < 0x7F; ++octet) {
    if (octet == '\\') continue;
    EXPECT_EQ(escape({&octet, 1}), std::string(1, octet));
  }
}

TEST(escape, names_the_octets_that_have_a_name) {
  EXPECT_EQ(escape(std::string_view("\r\n\t\0\\", 5)), R"(\r\n\t\0\\)");
}

TEST(escape, writes_other_octets_in_upper_case_hexadecimal_digits) {
  EXPECT_EQ(escape("\x01\x1A\x1B\x1F\x7F\x80\xAB\xFF"), R"(\x01\x1A\x1B\x1F\x7F\x80\xAB\xFF)");
}

TEST(escape, appends_to_what_is_there) {
  std::string out = "a";
  append_escaped(out, "\r");
  append_escaped(out, "");
  append_escaped(out, "b");
  EXPECT_EQ(out, "a\\rb");
}

TEST(escape, is_undone_by_unescape_for_all_octets) {
  const std::string all = support::every_octet();
  std::string back = "old content";
  ASSERT_TRUE(unescape(escape(all), back));
  EXPECT_EQ(back, all);
}

TEST(escape, gives_the_same_for_the_whole_and_for_its_pieces) {
  const std::string all = support::every_octet();
  for (const std::size_t piece_size : support::piece_sizes(all)) {
    std::string out;
    support::feed(all, piece_size, [&out](std::string_view piece) { append_escaped(out, piece); });
    EXPECT_EQ(out, escape(all)) << "in pieces of " << piece_size;
  }
}

TEST(unescape, takes_hexadecimal_digits_of_any_case) {
  std::string out;
  ASSERT_TRUE(unescape(R"(\xaB\x0d.)", out));
  EXPECT_EQ(out, "\xAB\x0D.");
}

TEST(unescape, leaves_octets_that_need_no_escape) {
  std::string out;
  ASSERT_TRUE(unescape("\r\xC3\xA4 x41", out));
  EXPECT_EQ(out, "\r\xC3\xA4 x41");
}

TEST(unescape, refuses_a_backslash_that_begins_no_escape) {
  for (const std::string_view text : {"\\", "a\\", "\\a", "\\R", "\\x", "\\x1", "\\xG1", "\\x1G",
                                      "\\x-1", "\\x 1", "\\x+1", "\\1"}) {
    std::string out;
    EXPECT_FALSE(unescape(text, out)) << text;
  }
}

}  // namespace
}  // namespace atmqtt
