#include "base/dotted.hpp"

#include "base/check.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace atmqtt {
namespace {

constexpr int octet_values = 256;

std::optional<std::vector<int>> parse(std::string_view text) {
  std::vector<int> numbers;
  const char* place = text.data();
  const char* const end = place + text.size();
  for (;; ++place) {
    int number = 0;
    const auto [behind, error] = std::from_chars(place, end, number);
    if (error != std::errc() || number < 0 || number >= octet_values) return std::nullopt;
    numbers.push_back(number);
    place = behind;
    if (place == end) return numbers;
    if (*place != '.') return std::nullopt;
  }
}

}  // namespace

bool is_dotted(std::string_view text, std::size_t count) {
  const auto numbers = parse(text);
  return numbers && numbers->size() == count;
}

std::string dotted_behind(std::string_view text, int distance) {
  auto numbers = parse(text);
  CHECK(numbers);
  for (auto number = numbers->rbegin(); number != numbers->rend() && distance > 0; ++number) {
    distance += *number;
    *number = distance % octet_values;
    distance /= octet_values;
  }
  std::string text_behind;
  for (const int number : *numbers) {
    text_behind.append(text_behind.empty() ? "" : ".").append(std::to_string(number));
  }
  return text_behind;
}

}  // namespace atmqtt
