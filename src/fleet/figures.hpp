#pragma once

#include "atmqtt/time.hpp"
#include "fleet/tally.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace atmqtt::fleet {

/// How a run is at one moment.
struct Report {
  Tally tally;
  Duration time{};           ///< since the start
  Duration lag_max{};        ///< the largest Tally::lag of the run
  Duration queue_age_max{};  ///< the largest Tally::queue_age of the run
  double sent_per_s = 0;     ///< messages in the last interval
  double received_per_s = 0;
};

enum class Unit : unsigned char { count, per_second, seconds };

/// A figure that can be asked for by name: in --expect, in the summary and as a metric.
struct Figure {
  std::string_view name;
  Unit unit;
  std::string_view text;
  /// Nothing when none was measured.
  std::optional<double> (*value)(const Report& report);
};

/// In the order of the summary.
[[nodiscard]] std::span<const Figure> figures();

[[nodiscard]] double seconds_of(Duration time);

/// As one reads it: 1,234 or 12.3 ms; "-" for nothing.
[[nodiscard]] std::string text_of(Unit unit, std::optional<double> value);

}  // namespace atmqtt::fleet
