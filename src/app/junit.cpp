#include "app/junit.hpp"

#include <fmt/format.h>

#include <string_view>

namespace atmqtt::app {
namespace {

std::string escaped(std::string_view text) {
  std::string xml;
  for (const char octet : text) {
    switch (octet) {
      case '&': xml += "&amp;"; break;
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '"': xml += "&quot;"; break;
      case '\n': xml += "&#10;"; break;
      default: xml += octet;
    }
  }
  return xml;
}

std::string content(const Outcome& outcome) {
  if (outcome.skip_reason) {
    return fmt::format("<skipped message=\"{}\"/>", escaped(*outcome.skip_reason));
  }
  if (!outcome.difference) return {};
  return fmt::format("<failure message=\"line {}: {}\">{}</failure>", outcome.difference->line,
                     escaped(outcome.difference->text),
                     escaped(sim::describe(outcome.file, *outcome.difference)));
}

}  // namespace

std::string junit_report(std::span<const Outcome> outcomes) {
  std::chrono::duration<double> time{};
  std::string cases;
  for (const Outcome& outcome : outcomes) {
    time += outcome.time;
    cases += fmt::format(
        "    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\">{}</testcase>\n",
        escaped(outcome.file), escaped(outcome.modem), outcome.time.count(), content(outcome));
  }
  const auto [passed, failed, skipped] = count(outcomes);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"atmqtt check\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" "
      "time=\"{:.3f}\">\n{}  </testsuite>\n</testsuites>\n",
      outcomes.size(), failed, skipped, time.count(), cases);
}

}  // namespace atmqtt::app
