#include "fleet/figures.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <numeric>
#include <string>

namespace atmqtt::fleet {
namespace {

using Value = std::optional<double>;

template <std::uint64_t Tally::*member>
Value count_of(const Report& report) {
  return static_cast<double>(report.tally.*member);
}

template <Tally::Codes Tally::*member>
Value sum_of(const Report& report) {
  std::uint64_t sum = 0;
  for (const auto& [code, count] : report.tally.*member) sum += count;
  return static_cast<double>(sum);
}

template <Latency Tally::*member, int per_mille>
Value quantile_of(const Report& report) {
  const auto time = (report.tally.*member).quantile(per_mille / 1000.0);
  return time ? Value(seconds_of(*time)) : std::nullopt;
}

template <Duration Report::*member>
Value time_of(const Report& report) {
  return seconds_of(report.*member);
}

template <std::uint64_t Tally::*member>
Value rate_of(const Report& report) {
  const double seconds = seconds_of(report.time);
  return seconds > 0 ? static_cast<double>(report.tally.*member) / seconds : 0;
}

constexpr Figure table[] = {
    {"seconds", Unit::seconds, "since the start", time_of<&Report::time>},
    {"modems", Unit::count, "modems that are on", count_of<&Tally::modems>},
    {"connected", Unit::count, "clients that are connected", count_of<&Tally::connected>},
    {"connecting", Unit::count, "clients that wait for the result of CONNECT",
     count_of<&Tally::connecting>},
    {"finished", Unit::count, "modems at the end of their script", count_of<&Tally::finished>},
    {"connects", Unit::count, "CONNECTs with result 0", count_of<&Tally::connects>},
    {"failed", Unit::count, "CONNECTs with another result", sum_of<&Tally::failed>},
    {"lost", Unit::count, "connections that were lost", sum_of<&Tally::lost>},
    {"errors", Unit::count, "answers that were wrong or late", count_of<&Tally::errors>},
    {"restarts", Unit::count, "modems that were switched off and on after a failure",
     count_of<&Tally::restarts>},
    {"sent", Unit::count, "messages published", count_of<&Tally::published>},
    {"received", Unit::count, "messages received", count_of<&Tally::received>},
    {"sent/s", Unit::per_second, "messages published per second of the run",
     rate_of<&Tally::published>},
    {"received/s", Unit::per_second, "messages received per second of the run",
     rate_of<&Tally::received>},
    {"p50", Unit::seconds, "from PUB to its result, half of them",
     quantile_of<&Tally::publish, 500>},
    {"p99", Unit::seconds, "the same, 99 of 100", quantile_of<&Tally::publish, 990>},
    {"p99.9", Unit::seconds, "the same, 999 of 1000", quantile_of<&Tally::publish, 999>},
    {"connect.p50", Unit::seconds, "from CONNECT to its result, half of them",
     quantile_of<&Tally::connect, 500>},
    {"connect.p99", Unit::seconds, "the same, 99 of 100", quantile_of<&Tally::connect, 990>},
    {"message.p50", Unit::seconds, "from {time} in a message to its arrival, half of them",
     quantile_of<&Tally::message, 500>},
    {"message.p99", Unit::seconds, "the same, 99 of 100", quantile_of<&Tally::message, 990>},
    {"lag", Unit::seconds, "by which a loop was late, at most", time_of<&Report::lag_max>},
    {"queue", Unit::seconds, "age of the oldest octet that no server had taken, at most",
     time_of<&Report::queue_age_max>},
};

std::string text_of_time(double seconds) {
  if (seconds >= 10) return fmt::format("{:.1f} s", seconds);
  if (seconds >= 1) return fmt::format("{:.2f} s", seconds);
  return fmt::format("{:.{}f} ms", seconds * 1e3, seconds >= 0.1 ? 0 : seconds >= 0.01 ? 1 : 2);
}

/// With a comma between groups of three digits.
std::string text_of_count(double count) {
  const std::string digits = fmt::format("{:.0f}", count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

double seconds_of(Duration time) { return std::chrono::duration<double>(time).count(); }

std::span<const Figure> figures() { return table; }

std::string text_of(Unit unit, std::optional<double> value) {
  if (!value) return "-";
  switch (unit) {
    case Unit::count: return text_of_count(*value);
    case Unit::per_second: return text_of_count(*value) + " /s";
    case Unit::seconds: return text_of_time(*value);
  }
  return {};
}

}  // namespace atmqtt::fleet
