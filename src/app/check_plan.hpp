#pragma once

#include "app/broker_option.hpp"
#include "app/check_options.hpp"
#include "app/failure.hpp"
#include "atmqtt/config.hpp"
#include "sim/dialogue.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace atmqtt::app {

/// One dialogue on one modem.
struct Play {
  std::size_t dialogue{};  ///< its index in the plan
  std::string modem;       ///< its profile, or its port
  Settings settings;
  Broker broker;
  std::optional<std::string> skip_reason;
};

/// What is to be played, in this order.
struct Plan {
  std::vector<sim::Dialogue> dialogues;
  std::vector<Play> plays;
};

/// Finds and reads all dialogues. Nothing is played when one of them cannot be read.
[[nodiscard]] tl::expected<Plan, Failure> make_plan(const CheckOptions& options);

}  // namespace atmqtt::app
