#include "fleet/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace atmqtt::fleet {
namespace {

constexpr std::string_view fault_names[] = {"wrong answer", "late answer", "not connected",
                                            "connection lost"};

struct CodesRow {
  std::string_view name;
  Tally::Codes Tally::*codes;
};

constexpr CodesRow codes_rows[] = {{"failed", &Tally::failed}, {"lost", &Tally::lost}};

std::string text_of_codes(const Tally::Codes& codes) {
  std::string text;
  for (const auto& [code, count] : codes) {
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", code, text_of(Unit::count, count));
  }
  return text;
}

std::string figure_text(const Report& report, std::string_view name) {
  const auto known = figures();
  const auto figure = std::ranges::find(known, name, &Figure::name);
  return text_of(figure->unit, figure->value(report));
}

}  // namespace

std::string_view text_of(Fault::Kind kind) { return fault_names[static_cast<std::size_t>(kind)]; }

std::vector<std::string> progress_lines(const Report& report) {
  const auto text = [&report](std::string_view name) { return figure_text(report, name); };
  std::string clients = fmt::format("{:>8}  {} connected, {} connecting", text("seconds"),
                                    text("connected"), text("connecting"));
  for (const auto& [name, codes] : codes_rows) {
    const Tally::Codes& counts = report.tally.*codes;
    if (!counts.empty()) clients += fmt::format(", {} {}", name, text_of_codes(counts));
  }
  const auto time = [](Duration each) { return text_of(Unit::seconds, seconds_of(each)); };
  return {std::move(clients),
          fmt::format("{:>8}  sent {}, received {}; p50 {}, p99 {}, p99.9 {}; {} errors", "",
                      text_of(Unit::per_second, report.sent_per_s),
                      text_of(Unit::per_second, report.received_per_s), text("p50"), text("p99"),
                      text("p99.9"), text("errors")),
          fmt::format("{:>8}  loop late by {}, send queue {} old", "", time(report.tally.lag),
                      time(report.tally.queue_age))};
}

std::string summary_text(const Report& report, std::span<const Expectation> expectations) {
  std::string text;
  for (const Figure& figure : figures()) {
    text += fmt::format("{:<12} {:>12}  {}\n", figure.name,
                        text_of(figure.unit, figure.value(report)), figure.text);
  }
  for (const auto& [name, codes] : codes_rows) {
    const Tally::Codes& counts = report.tally.*codes;
    if (!counts.empty()) text += fmt::format("{} by code: {}\n", name, text_of_codes(counts));
  }
  for (const auto& [fault, occurrence] : report.tally.faults) {
    text += fmt::format("{} x {}, first: {}\n", text_of(Unit::count, occurrence.count),
                        text_of(fault.kind), occurrence.first);
  }
  for (const Expectation& each : expectations) {
    const Figure& figure = each.figure();
    text += fmt::format("expected {}: {} ({})\n", each.text(), each.is_met(report) ? "yes" : "NO",
                        text_of(figure.unit, figure.value(report)));
  }
  return text;
}

std::string summary_json(const Report& report, std::span<const Expectation> expectations) {
  using Json = nlohmann::ordered_json;
  const auto number = [](std::optional<double> value) { return value ? Json(*value) : Json(); };
  Json root;
  for (const Figure& figure : figures()) {
    const auto value = figure.value(report);
    root["figures"][std::string(figure.name)] = figure.unit == Unit::count && value
                                                    ? Json(static_cast<std::uint64_t>(*value))
                                                    : number(value);
  }
  for (const auto& [name, codes] : codes_rows) {
    Json& row = root[std::string(name)] = Json::object();
    for (const auto& [code, count] : report.tally.*codes) row[std::to_string(code)] = count;
  }
  root["faults"] = Json::array();
  for (const auto& [fault, occurrence] : report.tally.faults) {
    root["faults"].push_back({{"kind", text_of(fault.kind)},
                              {"line", fault.line},
                              {"count", occurrence.count},
                              {"first", occurrence.first}});
  }
  root["expectations"] = Json::array();
  for (const Expectation& each : expectations) {
    root["expectations"].push_back({{"text", each.text()},
                                    {"met", each.is_met(report)},
                                    {"value", number(each.figure().value(report))}});
  }
  // What modems say may be of any octets; it is escaped, but names of files are not.
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool are_met(std::span<const Expectation> expectations, const Report& report) {
  return std::ranges::all_of(expectations,
                             [&report](const Expectation& each) { return each.is_met(report); });
}

}  // namespace atmqtt::fleet
