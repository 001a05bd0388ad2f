#include "at/saved_settings.hpp"

#include "base/number_within.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace atmqtt::at {
namespace {

/// Takes the octets up to the next comma from the front of `values`.
std::optional<int> take_value(std::string_view& values, Range range) {
  const std::string_view text = values.substr(0, values.find(','));
  values.remove_prefix(std::min(text.size() + 1, values.size()));
  return number_within(text, range.low.number(), range.high.number());
}

bool begins_setting(const SavedSet& set, std::size_t place) {
  return place == 0 || set.key(place) != set.key(place - 1);
}

}  // namespace

/// Calls `visit` with each set, the place in it, and the place among all rows.
template <class Visit>
void SavedSettings::for_each(const Visit& visit) const {
  std::size_t row = 0;
  for (SavedSet* const set : sets_) {
    for (std::size_t place = 0; place < set->size(); ++place) visit(*set, place, row++);
  }
}

void SavedSettings::add(SavedSet& set) {
  sets_.push_back(&set);
  factory_.reserve(factory_.size() + set.size());
  for (std::size_t place = 0; place < set.size(); ++place) factory_.push_back(set.get(place));
}

SavedSettings::Values SavedSettings::current() const {
  Values values;
  values.reserve(factory_.size());
  for_each([&](const SavedSet& set, std::size_t place, std::size_t) {
    values.push_back(set.get(place));
  });
  return values;
}

std::string SavedSettings::text_of(const Values& values) const {
  std::string text = "# What AT&W has saved.";
  for_each([&](const SavedSet& set, std::size_t place, std::size_t row) {
    if (begins_setting(set, place)) {
      fmt::format_to(std::back_inserter(text), "\n{}={}", set.key(place), values[row]);
    } else {
      fmt::format_to(std::back_inserter(text), ",{}", values[row]);
    }
  });
  return text + "\n";
}

std::string SavedSettings::listing(std::size_t number) const {
  const SavedSet& set = *sets_[number];
  std::string text;
  for (std::size_t place = 0; place < set.size(); ++place) {
    if (begins_setting(set, place)) {
      fmt::format_to(std::back_inserter(text), "{}{}: {}", text.empty() ? "" : "; ", set.key(place),
                     set.get(place));
    } else {
      fmt::format_to(std::back_inserter(text), ",{}", set.get(place));
    }
  }
  return text + ";";
}

std::vector<std::string> SavedSettings::read(std::string_view text) {
  saved_ = {};
  if (text.empty()) return {};
  saved_ = factory_;
  std::vector<std::string> faults;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (const std::string fault = read_line(line); !fault.empty()) {
      faults.push_back(fmt::format("line {}: {}", number, fault));
    }
  }
  return faults;
}

std::string SavedSettings::read_line(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "it is not of the form key=value";
  const std::string_view key = line.substr(0, equals);
  std::string_view values = line.substr(equals + 1);
  std::string fault = "there is no such setting";
  bool is_first = true;
  for_each([&](const SavedSet& set, std::size_t place, std::size_t row) {
    if (set.key(place) != key) return;
    if (std::exchange(is_first, false)) fault.clear();
    const Range range = set.range(place);
    const auto value = take_value(values, range);
    saved_[row] = value.value_or(factory_[row]);
    if (!value) {
      fault = fmt::format("{} must be {} to {}, {} is taken instead", key, range.low.number(),
                          range.high.number(), factory_[row]);
    }
  });
  return fault;
}

void SavedSettings::apply(const Values& values) {
  for_each([&](SavedSet& set, std::size_t place, std::size_t row) { set.set(place, values[row]); });
}

}  // namespace atmqtt::at
