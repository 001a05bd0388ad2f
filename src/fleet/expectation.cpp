#include "fleet/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace atmqtt::fleet {
namespace {

struct TimeUnit {
  std::string_view name;
  double seconds;
};

// Those that others end in stand behind them.
constexpr TimeUnit time_units[] = {{"us", 1e-6}, {"ms", 1e-3}, {"min", 60}, {"s", 1}};

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::optional<double> parse_decimal(std::string_view text) {
  double value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || stop != end || value < 0) return std::nullopt;
  return value;
}

std::optional<double> parse_value(Unit unit, std::string_view text) {
  if (unit != Unit::seconds) return parse_decimal(text);
  for (const TimeUnit& each : time_units) {
    if (!text.ends_with(each.name)) continue;
    text.remove_suffix(each.name.size());
    const auto value = parse_decimal(trim(text));
    return value ? std::optional(*value * each.seconds) : std::nullopt;
  }
  return std::nullopt;
}

std::string known_names() {
  std::string names;
  for (const Figure& figure : figures()) {
    names.append(names.empty() ? "" : ", ").append(figure.name);
  }
  return names;
}

}  // namespace

struct Expectation::Operator {
  std::string_view text;
  Compare compare;
};

// Those that begin with another one stand before it.
const Expectation::Operator Expectation::operators[] = {
    {"==", [](double left, double right) { return left == right; }},
    {"!=", [](double left, double right) { return left != right; }},
    {"<=", [](double left, double right) { return left <= right; }},
    {">=", [](double left, double right) { return left >= right; }},
    {"<", [](double left, double right) { return left < right; }},
    {">", [](double left, double right) { return left > right; }},
};

tl::expected<Expectation, std::string> Expectation::parse(std::string_view text) {
  const std::size_t name_end = text.find_first_of("=!<>");
  if (name_end == std::string_view::npos) {
    return tl::make_unexpected("must be NAME OPERATOR VALUE, as in errors==0 or p99<50ms");
  }
  Expectation expectation;
  expectation.text_ = text;
  const std::string_view name = trim(text.substr(0, name_end));
  const auto known = figures();
  const auto figure = std::ranges::find(known, name, &Figure::name);
  if (figure == known.end()) {
    return tl::unexpected(fmt::format("there is no '{}', must be one of {}", name, known_names()));
  }
  expectation.figure_ = &*figure;
  const std::string_view rest = text.substr(name_end);
  const auto* found = std::ranges::find_if(
      operators, [rest](const Operator& each) { return rest.starts_with(each.text); });
  if (found == std::end(operators)) {
    return tl::make_unexpected("the operator must be one of == != < <= > >=");
  }
  expectation.compare_ = found->compare;
  const auto value = parse_value(figure->unit, trim(rest.substr(found->text.size())));
  if (!value && figure->unit == Unit::seconds) {
    return tl::unexpected(fmt::format("{} is a time, so its value needs a unit, as in 50ms", name));
  }
  if (!value) return tl::unexpected(fmt::format("{} is a number, as in 0 or 19000", name));
  expectation.value_ = *value;
  return expectation;
}

bool Expectation::is_met(const Report& report) const {
  const auto value = figure_->value(report);
  return value && compare_(*value, value_);
}

}  // namespace atmqtt::fleet
