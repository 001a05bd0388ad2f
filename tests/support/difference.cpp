#include "support/difference.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::support {
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

std::string describe_difference(std::string_view expected, std::string_view got) {
  const auto [mismatch, _] =
      std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  const auto same = static_cast<std::size_t>(mismatch - expected.begin());
  const std::size_t begin = same > shown_before ? same - shown_before : 0;
  const std::size_t end = same + shown_behind;
  std::string text = fmt::format("  expected: {}\n  got:      {}", excerpt(expected, begin, end),
                                 excerpt(got, begin, end));
  if (begin > 0) text += fmt::format("\n  the first {} octets agree", same);
  return text;
}

}  // namespace atmqtt::support
