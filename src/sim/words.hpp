#pragma once

#include "atmqtt/time.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// One word of a line: bare, as key=value, or in quotes. A quoted word has its escapes resolved
/// (base/escape.hpp; a quote is \x22) and may be repeated: "ab"*3 is ababab.
struct Word {
  std::string text;
  bool quoted = false;
};

/// Splits at blanks. The error is a sentence without the place.
[[nodiscard]] tl::expected<std::vector<Word>, std::string> split_words(std::string_view line);

/// A decimal number between `low` and `high`.
[[nodiscard]] tl::expected<int, std::string> parse_number(std::string_view text, int low, int high);

/// Such numbers, each one octet, with commas between them.
[[nodiscard]] tl::expected<std::string, std::string> parse_codes(std::string_view text);

/// "5ms", "2s", "1min" or "100us".
[[nodiscard]] tl::expected<Duration, std::string> parse_duration(std::string_view text);

/// Octets in hexadecimal digits, two for each; blanks mean nothing.
[[nodiscard]] tl::expected<std::string, std::string> parse_octets(std::string_view text);

}  // namespace atmqtt::sim
