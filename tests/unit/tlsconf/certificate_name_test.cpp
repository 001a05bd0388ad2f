#include "tlsconf/certificate_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::tlsconf {
namespace {

TEST(certificate_name, may_be_anything_that_is_no_path) {
  for (const std::string_view name : {"a.pem", "a.der", "my CA (2026).pem", "a.b.pem",
                                      "\xE4\xB8\xAD\xE5\x8D\x8E.pem", "{x}&#1;.pem"}) {
    EXPECT_EQ(fault_of_name(name), std::nullopt) << name;
  }
}

TEST(certificate_name, is_refused_with_the_reason) {
  constexpr std::string_view suffix = "its name does not end in .pem or .der";
  constexpr std::string_view path = "its name is a path";
  constexpr std::string_view control = "its name holds a control character";
  constexpr std::string_view utf8 = "its name is not UTF-8";
  constexpr std::string_view dot = "its name begins with a dot";
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", suffix},
      {".pem", suffix},
      {"a.pe", suffix},
      {"a.PEM", suffix},
      {"a.pem ", suffix},
      {"apem", suffix},
      {".a.pem", dot},
      {"..pem.pem", dot},
      {"a/b.pem", path},
      {"/a.pem", path},
      {"..\\a.pem", dot},
      {"a\\b.pem", path},
      {"c:a.pem", path},
      {"a\".pem", path},
      {"a\n.pem", control},
      {"a\x7F.der", control},
      {{"a\0.pem", 6}, control},
      {"\xFF.pem", utf8},
      {"\xED\xA0\x80.pem", utf8},
  };
  for (const auto& [name, fault] : rows) EXPECT_EQ(fault_of_name(name), fault) << name;
}

TEST(certificate_name, is_written_in_hexadecimal_entities_as_the_manual_shows) {
  const std::string hex = "262378344532443B262378353334453B2E70656D";
  const std::string name = "\xE4\xB8\xAD\xE5\x8D\x8E.pem";
  EXPECT_EQ(decode_non_ascii(hex), name);
  EXPECT_EQ(encode_non_ascii(name), hex);
}

TEST(certificate_name, takes_decimal_entities_and_both_cases_of_digits) {
  EXPECT_EQ(decode_non_ascii("262332303031333B"), "\xE4\xB8\xAD") << "&#20013;";
  EXPECT_EQ(decode_non_ascii("262378346532643b"), "\xE4\xB8\xAD") << "&#x4e2d;";
  EXPECT_EQ(decode_non_ascii("262358346532443b"), "\xE4\xB8\xAD") << "&#X4e2D;";
}

TEST(certificate_name, is_the_same_after_both_ways) {
  // The ends of each length of UTF-8.
  for (const std::string_view name :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xEF\xBF\xBD", "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF", "ascii", ""}) {
    EXPECT_EQ(decode_non_ascii(encode_non_ascii(name)), name);
  }
}

TEST(certificate_name, is_none_when_it_cannot_be_decoded) {
  for (const std::string_view hex :
       {"2", "2G", "262378", "2623783B", "26233B", "2623783131303030303B", "26237834453B2623",
        "2678343B", "26232D313B", "2623202035323B"}) {
    EXPECT_EQ(decode_non_ascii(hex), std::nullopt) << hex;
  }
}

TEST(certificate_name, knows_ascii) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("a\x7F.pem"));
  EXPECT_FALSE(is_ascii("\xC2\x80.pem"));
}

}  // namespace
}  // namespace atmqtt::tlsconf
