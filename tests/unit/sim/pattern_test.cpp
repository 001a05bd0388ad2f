#include "sim/pattern.hpp"

#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::sim {
namespace {

using Kind = Pattern::Match::Kind;

Pattern pattern(std::string_view text, Escapes escapes = Escapes::none,
                std::string_view end = "\r\n") {
  auto parsed = parse_pattern(text, escapes, end);
  EXPECT_TRUE(parsed) << parsed.error();
  return parsed ? std::move(*parsed) : Pattern();
}

std::string error_of(std::string_view text, Escapes escapes, std::string_view end) {
  const auto parsed = parse_pattern(text, escapes, end);
  return parsed ? "no error" : parsed.error();
}

/// Whether `octets` are exactly what is expected, and each beginning of them is incomplete.
bool takes(const Pattern& pattern, const std::string& octets) {
  for (std::size_t size = 0; size < octets.size(); ++size) {
    if (pattern.match(octets.substr(0, size)).kind != Kind::incomplete) return false;
  }
  const auto whole = pattern.match(octets);
  const auto longer = pattern.match(octets + "\r\nOK\r\n");
  return whole.kind == Kind::complete && whole.size == octets.size() &&
         longer.kind == Kind::complete && longer.size == octets.size();
}

bool refuses(const Pattern& pattern, const std::string& octets) {
  return pattern.match(octets).kind == Kind::different;
}

TEST(pattern, of_literal_octets_matches_only_them) {
  const std::string all = support::every_octet();
  EXPECT_TRUE(takes(Pattern(all), all));
  EXPECT_TRUE(refuses(Pattern(all), all.substr(1)));
  EXPECT_TRUE(refuses(Pattern("ab"), "ac"));
  EXPECT_EQ(Pattern().match("a").kind, Kind::complete);
  EXPECT_EQ(Pattern().match("a").size, 0U);
}

TEST(pattern, takes_digits_for_n) {
  const Pattern csq = pattern("+CSQ: {n},{n}");
  EXPECT_TRUE(takes(csq, "+CSQ: 7,99\r\n"));
  EXPECT_TRUE(takes(csq, "+CSQ: 0123456789,0\r\n"));
  for (const char* octets : {"+CSQ: ,99\r\n", "+CSQ: x,99\r\n", "+CSQ: 7,9a\r\n", "+CSQ: 7,-1\r\n",
                             "+CSQ: 7\r\n", "+CSQ:"}) {
    EXPECT_EQ(refuses(csq, octets), std::string(octets) != "+CSQ:") << octets;
  }
}

TEST(pattern, takes_hexadecimal_digits_for_hex) {
  EXPECT_TRUE(takes(pattern("{hex}"), "09afAF\r\n"));
  EXPECT_TRUE(refuses(pattern("{hex}"), "0g\r\n"));
  EXPECT_TRUE(refuses(pattern("{hex}"), "\r\n"));
}

TEST(pattern, takes_anything_within_a_line_for_any) {
  EXPECT_TRUE(takes(pattern("a{any}"), "a\r\n"));
  EXPECT_TRUE(takes(pattern("a{any}"), "a{}\xFF \"b\r\n"));
  EXPECT_TRUE(refuses(pattern("a{any}"), "ab\nc\r\n"));
  EXPECT_TRUE(takes(pattern("\"{any}\",{n}"), "\"x,y\",5\r\n"));
}

TEST(pattern, lets_a_placeholder_end_where_the_literal_octets_begin) {
  EXPECT_TRUE(takes(pattern("{n}0,"), "100,\r\n"));
  EXPECT_TRUE(takes(pattern("{any},5"), "a,4,5\r\n"));
}

TEST(pattern, resolves_escapes_where_the_form_has_them) {
  EXPECT_TRUE(takes(pattern("\\r\\n\\x00{n}\\\\{hex}.", Escapes::resolved, ""),
                    std::string("\r\n\0", 3) + "1\\F."));
  EXPECT_TRUE(takes(pattern("a\\r"), "a\\r\r\n"));
}

TEST(pattern, has_braces_that_are_meant) {
  EXPECT_TRUE(takes(pattern("\\{n}"), "{n}\r\n"));
  EXPECT_TRUE(takes(pattern("\\{n}", Escapes::resolved), "{n}\r\n"));
  EXPECT_TRUE(takes(pattern("}"), "}\r\n"));
  EXPECT_TRUE(takes(pattern(escape_braces("{\"a\":{}}")), "{\"a\":{}}\r\n"));
}

TEST(pattern, shows_placeholders_as_they_are_written) {
  EXPECT_EQ(pattern("a{n}\\{{hex},{any}").text(), "a{n}{{hex},{any}\r\n");
}

TEST(pattern, is_refused_with_a_reason) {
  EXPECT_EQ(error_of("a {number} b", Escapes::none, "\r\n"),
            "'{number}' begins with no placeholder (known: {n} {hex} {any}; a brace that is meant "
            "is \\{)");
  EXPECT_EQ(error_of("{n}{any}", Escapes::none, "\r\n"),
            "nothing literal stands behind {n}, so its end is unknown");
  EXPECT_EQ(error_of("a{any}", Escapes::resolved, ""),
            "nothing literal stands behind {any}, so its end is unknown");
  EXPECT_EQ(error_of("\\q", Escapes::resolved, ""),
            "unknown escape in '\\q' (known: \\r \\n \\t \\0 \\\\ \\xNN \\{)");
  EXPECT_EQ(error_of("a\\", Escapes::resolved, ""),
            "unknown escape in 'a\\' (known: \\r \\n \\t \\0 \\\\ \\xNN \\{)");
}

}  // namespace
}  // namespace atmqtt::sim
