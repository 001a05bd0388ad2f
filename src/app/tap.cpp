#include "app/tap.hpp"

#include <fmt/format.h>

namespace atmqtt::app {
namespace {

/// A number sign would begin a directive.
std::string description(std::string_view text) {
  std::string escaped;
  for (const char octet : text) {
    if (octet == '#' || octet == '\\') escaped += '\\';
    escaped += octet;
  }
  return escaped;
}

std::string quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char octet : text) {
    if (octet == '\'') quoted += '\'';
    quoted += octet;
  }
  return quoted + "'";
}

std::string diagnosis(const sim::Difference& difference) {
  std::string yaml =
      fmt::format("  ---\n  line: {}\n  message: {}\n", difference.line, quoted(difference.text));
  if (const auto& sides = difference.sides) {
    yaml += fmt::format("  expected: {}\n  got: {}\n", quoted(sides->expected), quoted(sides->got));
    if (sides->agreeing > 0) yaml += fmt::format("  agreeing: {}\n", sides->agreeing);
  }
  if (!difference.reasons.empty()) yaml += "  reasons:\n";
  for (const std::string& reason : difference.reasons) {
    yaml += fmt::format("    - {}\n", quoted(reason));
  }
  return yaml + "  ...\n";
}

}  // namespace

std::string tap_head(std::size_t count) { return fmt::format("TAP version 14\n1..{}\n", count); }

std::string tap_result(std::size_t number, const Outcome& outcome) {
  std::string text = fmt::format("{} {} - {} ({})", outcome.difference ? "not ok" : "ok", number,
                                 description(outcome.file), description(outcome.modem));
  if (outcome.skip_reason) text += " # SKIP " + *outcome.skip_reason;
  text += '\n';
  if (outcome.difference) text += diagnosis(*outcome.difference);
  return text;
}

std::string tap_tail(std::span<const Outcome> outcomes) {
  const auto [passed, failed, skipped] = count(outcomes);
  return fmt::format("# {} passed, {} failed, {} skipped\n", passed, failed, skipped);
}

std::string tap_bail_out(std::string_view reason) { return fmt::format("Bail out! {}\n", reason); }

}  // namespace atmqtt::app
