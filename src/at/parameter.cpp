#include "at/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace atmqtt::at {

void Ranges::append_to(std::string& out) const {
  if (!text_.empty()) {
    out += text_;
    return;
  }
  out += '(';
  for (std::size_t i = 0; i < count_; ++i) {
    if (i > 0) out += ',';
    const int low = ranges_[i].low.number();
    const int high = ranges_[i].high.number();
    fmt::format_to(std::back_inserter(out), "{}", low);
    if (high != low) {
      fmt::format_to(std::back_inserter(out), "-{}", high);
    }
  }
  out += ')';
}

std::string Ranges::text() const {
  std::string text;
  append_to(text);
  return text;
}

std::string explain(const Fault& fault) {
  switch (fault.kind) {
    case Fault::Kind::syntax:
      return fmt::format(
          "{} is missing or not of its kind (numbers have no quotes and up to nine "
          "digits, strings have quotes)",
          fault.parameter);
    case Fault::Kind::surplus: return "there are too many values";
    case Fault::Kind::quoted_number:
      return fmt::format("{} is in quotes where a number is wanted", fault.parameter);
    case Fault::Kind::number:
      return fmt::format("{} is out of range {}", fault.parameter, fault.ranges.text());
    case Fault::Kind::length:
      return fmt::format("the length of {} is out of range {}", fault.parameter,
                         fault.ranges.text());
  }
  return {};
}

std::optional<int> parse_number(std::string_view text) {
  constexpr std::size_t digits_max = 9;
  const auto is_digit = [](char octet) { return octet >= '0' && octet <= '9'; };
  if (text.empty() || text.size() > digits_max || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace atmqtt::at
