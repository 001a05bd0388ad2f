#include "sim/words.hpp"

#include "base/escape.hpp"
#include "base/number_within.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace atmqtt::sim {
namespace {

constexpr int repetitions_max = 1'000'000;

/// Takes the rest of a quoted word, behind its opening quote, from the front of `line`.
tl::expected<Word, std::string> take_quoted(std::string_view& line) {
  const std::size_t end = line.find('"');
  if (end == std::string_view::npos) return tl::make_unexpected("a quote is not closed");
  Word word{.text = {}, .quoted = true};
  if (!unescape(line.substr(0, end), word.text)) {
    return tl::unexpected(fmt::format(
        "unknown escape in \"{}\" (known: \\r \\n \\t \\0 \\\\ \\xNN)", line.substr(0, end)));
  }
  line.remove_prefix(end + 1);
  const std::string_view behind = line.substr(0, line.find(' '));
  line.remove_prefix(behind.size());
  if (behind.empty()) return word;
  if (!behind.starts_with('*')) {
    return tl::unexpected(fmt::format("\"{}\" stands right behind a closing quote", behind));
  }
  const auto count = parse_number(behind.substr(1), 0, repetitions_max);
  if (!count) return tl::unexpected(count.error());
  const std::string once = std::move(word.text);
  word.text.clear();
  for (int i = 0; i < *count; ++i) word.text += once;
  return word;
}

}  // namespace

tl::expected<std::vector<Word>, std::string> split_words(std::string_view line) {
  std::vector<Word> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return words;
    if (line.starts_with('"')) {
      line.remove_prefix(1);
      auto word = take_quoted(line);
      if (!word) return tl::unexpected(word.error());
      words.push_back(std::move(*word));
    } else {
      const std::string_view word = line.substr(0, line.find(' '));
      words.push_back({std::string(word)});
      line.remove_prefix(word.size());
    }
  }
}

tl::expected<int, std::string> parse_number(std::string_view text, int low, int high) {
  if (const auto number = number_within(text, low, high)) return *number;
  return tl::unexpected(fmt::format("\"{}\" is not a number from {} to {}", text, low, high));
}

tl::expected<std::string, std::string> parse_codes(std::string_view text) {
  std::string codes;
  while (true) {
    const std::string_view item = text.substr(0, text.find(','));
    const auto code = parse_number(item, 0, 255);
    if (!code) return tl::unexpected(code.error());
    codes += static_cast<char>(*code);
    if (item.size() == text.size()) return codes;
    text.remove_prefix(item.size() + 1);
  }
}

tl::expected<std::string, std::string> parse_octets(std::string_view text) {
  std::string digits(text);
  std::erase(digits, ' ');
  std::string octets;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned octet = 0;
    const char* begin = digits.data() + i;
    const char* end = begin + std::min<std::size_t>(2, digits.size() - i);
    if (const auto read = std::from_chars(begin, end, octet, 16);
        read.ec != std::errc() || read.ptr != begin + 2) {
      return tl::unexpected(fmt::format("'{}' is not hexadecimal octets", text));
    }
    octets += static_cast<char>(octet);
  }
  return octets;
}

tl::expected<Duration, std::string> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    Duration duration;
  };
  static constexpr Unit units[] = {{"us", std::chrono::microseconds(1)},
                                   {"ms", std::chrono::milliseconds(1)},
                                   {"min", std::chrono::minutes(1)},
                                   {"s", std::chrono::seconds(1)},
                                   {"h", std::chrono::hours(1)}};
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const std::string_view digits = text.substr(0, text.size() - unit.name.size());
    const auto number = parse_number(digits, 0, 1'000'000);
    if (number) return *number * unit.duration;
  }
  return tl::unexpected(fmt::format("'{}' is not a duration such as 5ms, 2s or 1min", text));
}

}  // namespace atmqtt::sim
