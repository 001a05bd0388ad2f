#pragma once

#include <algorithm>
#include <string_view>

namespace atmqtt::device {

/// Calls `visit` with each line of a setting whose lines are separated by line feeds.
template <class Visit>
void for_each_line(std::string_view lines, Visit visit) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    visit(line);
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
}

}  // namespace atmqtt::device
