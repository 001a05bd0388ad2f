#pragma once

#include "mqtt/control_packet.hpp"
#include "scenario/failure.hpp"
#include "scenario/scenario.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace atmqtt::scenario {

/// When in a step something goes wrong.
enum class Moment : unsigned char {
  before,      ///< between two steps
  entering,    ///< half of the data is typed
  opening,     ///< CONNECT waits for its link
  unsent,      ///< the socket has not taken what the step sends
  unanswered,  ///< the server has not sent the answer
};

struct Injection {
  std::size_t step{};
  Moment moment{};
  std::optional<mqtt::PacketType> answer;  ///< the one that is missing, of `unanswered`
  int client{};                            ///< whose server fails
  Failure failure{};
};

/// Everything that can go wrong in the scenario at one place. Which client has a connection follows
/// from the steps.
[[nodiscard]] std::vector<Injection> injections_into(const Scenario& scenario);

[[nodiscard]] std::string describe(const Injection& injection, const Scenario& scenario);

}  // namespace atmqtt::scenario
