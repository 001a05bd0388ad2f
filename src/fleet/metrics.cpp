#include "fleet/metrics.hpp"

#include "fleet/figures.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

struct Number {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  std::uint64_t Tally::*value;
};

constexpr Number numbers[] = {
    {"modems", "gauge", "Modems that are on.", &Tally::modems},
    {"connected_clients", "gauge", "Clients that are connected.", &Tally::connected},
    {"connecting_clients", "gauge", "Clients that wait for the result of CONNECT.",
     &Tally::connecting},
    {"finished_modems", "gauge", "Modems at the end of their script.", &Tally::finished},
    {"connects_total", "counter", "CONNECTs with result 0.", &Tally::connects},
    {"published_total", "counter", "Messages published.", &Tally::published},
    {"received_total", "counter", "Messages received.", &Tally::received},
    {"errors_total", "counter", "Answers that were wrong or late.", &Tally::errors},
    {"restarts_total", "counter", "Modems switched off and on after a failure.", &Tally::restarts},
};

struct Codes {
  std::string_view name;
  std::string_view help;
  Tally::Codes Tally::*codes;
};

constexpr Codes codes[] = {
    {"failed_connects_total", "CONNECTs by another result than 0.", &Tally::failed},
    {"lost_connections_total", "Connections that were lost, by cause.", &Tally::lost},
};

struct Histogram {
  std::string_view name;
  std::string_view help;
  Latency Tally::*latency;
};

constexpr Histogram histograms[] = {
    {"connect_seconds", "From CONNECT to its result.", &Tally::connect},
    {"publish_seconds", "From PUB to its result.", &Tally::publish},
    {"message_seconds", "From the time in a message to its arrival.", &Tally::message},
};

constexpr Duration buckets[] = {500us, 1ms,   2ms, 5ms, 10ms, 20ms, 50ms, 100ms,
                                200ms, 500ms, 1s,  2s,  5s,   10s,  30s,  60s};

struct Gauge {
  std::string_view name;
  std::string_view help;
  Duration Tally::*time;
};

constexpr Gauge gauges[] = {
    {"loop_lag_seconds", "By which the loop was late, at most in the last interval.", &Tally::lag},
    {"queue_age_seconds", "Age of the oldest octet that no server has taken.", &Tally::queue_age},
};

class Writer {
 public:
  void head(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text),
                   "# HELP atmqtt_fleet_{0} {2}\n# TYPE atmqtt_fleet_{0} {1}\n", name, type, help);
  }

  template <class Value>
  void sample(std::string_view name, std::string_view labels, const Value& value) {
    fmt::format_to(std::back_inserter(text), "atmqtt_fleet_{}{} {}\n", name, labels, value);
  }

  std::string text;
};

void write_histogram(Writer& writer, const Histogram& histogram, const Latency& latency) {
  writer.head(histogram.name, "histogram", histogram.help);
  const std::string bucket = fmt::format("{}_bucket", histogram.name);
  for (const Duration limit : buckets) {
    writer.sample(bucket, fmt::format("{{le=\"{}\"}}", seconds_of(limit)),
                  latency.count_up_to(limit));
  }
  writer.sample(bucket, "{le=\"+Inf\"}", latency.count());
  writer.sample(fmt::format("{}_sum", histogram.name), "", seconds_of(latency.sum()));
  writer.sample(fmt::format("{}_count", histogram.name), "", latency.count());
}

}  // namespace

std::string metrics_text(const Tally& tally) {
  Writer writer;
  for (const auto& [name, type, help, value] : numbers) {
    writer.head(name, type, help);
    writer.sample(name, "", tally.*value);
  }
  for (const auto& [name, help, member] : codes) {
    writer.head(name, "counter", help);
    for (const auto& [code, count] : tally.*member) {
      writer.sample(name, fmt::format("{{code=\"{}\"}}", code), count);
    }
  }
  for (const Histogram& histogram : histograms) {
    write_histogram(writer, histogram, tally.*histogram.latency);
  }
  for (const auto& [name, help, time] : gauges) {
    writer.head(name, "gauge", help);
    writer.sample(name, "", seconds_of(tally.*time));
  }
  return std::move(writer.text);
}

}  // namespace atmqtt::fleet
