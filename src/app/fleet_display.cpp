#include "app/fleet_display.hpp"

#include "fleet/summary.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace atmqtt::app {
namespace {

constexpr unsigned plain_interval = 10;

}  // namespace

FleetDisplay::FleetDisplay() : is_terminal_(::isatty(STDERR_FILENO) != 0) {}

void FleetDisplay::show(const fleet::Report& report) {
  const std::string faults = new_faults(report);
  const bool is_due = is_terminal_ || ++count_ % plain_interval == 0;
  if (is_due) {
    write(report, faults);
  } else if (!faults.empty()) {
    fmt::print(stderr, "{}", faults);
  }
}

void FleetDisplay::finish(const fleet::Report& report) { write(report, new_faults(report)); }

std::string FleetDisplay::new_faults(const fleet::Report& report) {
  std::string text;
  for (const auto& [fault, occurrence] : report.tally.faults) {
    if (!shown_faults_.insert(fault).second) continue;
    text += fmt::format("{}: {}\n", fleet::text_of(fault.kind), occurrence.first);
  }
  return text;
}

void FleetDisplay::write(const fleet::Report& report, const std::string& faults) {
  std::string text;
  // Back to the first line, and everything below it is cleared.
  if (shown_lines_ > 0) text = fmt::format("\x1b[{}A\x1b[J", shown_lines_);
  text += faults;
  const auto lines = fleet::progress_lines(report);
  for (const std::string& line : lines) text += line + "\n";
  if (is_terminal_) shown_lines_ = lines.size();
  fmt::print(stderr, "{}", text);
}

}  // namespace atmqtt::app
