#pragma once

#include "base/check.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>

namespace atmqtt::fuzz {

/// An error about the text of the file fuzz.at is `fuzz.at:line: sentence`, of a line that it has.
inline void check_place_of_error(std::string_view error, std::string_view text) {
  constexpr std::string_view name = "fuzz.at:";
  CHECK(error.starts_with(name));
  std::ptrdiff_t line = 0;
  const auto read = std::from_chars(error.data() + name.size(), error.data() + error.size(), line);
  CHECK(line >= 1 && line <= std::count(text.begin(), text.end(), '\n') + 1);
  const std::string_view rest(read.ptr, error.data() + error.size());
  CHECK(rest.starts_with(": ") && rest.size() > 2);
}

}  // namespace atmqtt::fuzz
