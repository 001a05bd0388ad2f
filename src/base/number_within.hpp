#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace atmqtt {

/// The decimal number that is the whole text, if it is one from `low` to `high`. Only a minus may
/// stand before its digits.
template <class Number>
[[nodiscard]] std::optional<Number> number_within(std::string_view text, Number low, Number high) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  // Said so that what is no number at all is in no range.
  const bool is_within = number >= low && number <= high;
  if (error != std::errc() || stop != end || !is_within) return std::nullopt;
  return number;
}

}  // namespace atmqtt
