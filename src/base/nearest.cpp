#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace atmqtt {
namespace {

/// How many octets have to be put in, left out or exchanged to make one of the other.
std::size_t distance(std::string_view one, std::string_view other) {
  // Of the beginnings of `one` that are considered so far, to each beginning of `other`.
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t exchanged = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> names) {
  std::string_view found;
  std::size_t least = (word.size() + 2) / 3 + 1;
  for (const std::string_view name : names) {
    const std::size_t far = distance(word, name);
    if (far >= least) continue;
    least = far;
    found = name;
  }
  return found;
}

}  // namespace atmqtt
