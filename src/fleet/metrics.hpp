#pragma once

#include "fleet/tally.hpp"

#include <string>

namespace atmqtt::fleet {

/// A tally in the text form of Prometheus, version 0.0.4. Counters and histograms can be added up
/// over several processes.
[[nodiscard]] std::string metrics_text(const Tally& tally);

}  // namespace atmqtt::fleet
