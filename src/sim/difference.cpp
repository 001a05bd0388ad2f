#include "sim/difference.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::sim {
namespace {

/// So many octets are shown before and behind the first difference.
constexpr std::size_t shown_before = 60;
constexpr std::size_t shown_behind = 120;

std::string excerpt(std::string_view octets, std::size_t begin, std::size_t end) {
  if (octets.empty()) return "nothing";
  std::string_view shown = octets.substr(begin);
  shown = shown.substr(0, end - begin);
  return fmt::format("{}{}{}", begin > 0 ? "... " : "", escape(shown),
                     begin + shown.size() < octets.size() ? " ..." : "");
}

}  // namespace

Sides compare(std::string_view expected, std::string_view got) {
  const auto [mismatch, _] =
      std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  const auto same = static_cast<std::size_t>(mismatch - expected.begin());
  const std::size_t begin = same > shown_before ? same - shown_before : 0;
  const std::size_t end = same + shown_behind;
  return {excerpt(expected, begin, end), excerpt(got, begin, end), begin > 0 ? same : 0};
}

std::string describe(std::string_view name, const Difference& difference) {
  std::string text = fmt::format("{}:{}: {}", name, difference.line, difference.text);
  if (difference.sides) {
    const auto& [expected, got, agreeing] = *difference.sides;
    text += fmt::format("\n  expected: {}\n  got:      {}", expected, got);
    if (agreeing > 0) text += fmt::format("\n  the first {} octets agree", agreeing);
  }
  for (const std::string& reason : difference.reasons) text += "\n  the modem said: " + reason;
  return text;
}

}  // namespace atmqtt::sim
