#pragma once

#include "atmqtt/time.hpp"
#include "sim/dialogue.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// Where a dialogue is played: a modem on a line, with the host's end of the line in hand, and the
/// world around it as far as it is in hand too. Errors are sentences without the place.
class Stage {
 public:
  using Done = tl::expected<void, std::string>;

  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  /// Why the step cannot be done here, if it cannot.
  [[nodiscard]] virtual std::optional<std::string> objection(const Step& step) const = 0;

  /// Makes the line ready for the first step: the modem's state is that of power-on, echo is on or
  /// off, and when it has to be switched off nothing stays of that. Called once.
  [[nodiscard]] virtual Done begin(bool echo) = 0;

  /// The host sends octets.
  [[nodiscard]] virtual Done type(std::string_view octets) = 0;

  /// What the host has read and consume_output() has not removed.
  [[nodiscard]] virtual std::string_view output() const = 0;
  virtual void consume_output(std::size_t count) = 0;

  /// How long an expected piece of output may be waited for.
  [[nodiscard]] virtual Duration patience() const = 0;

  /// Lets time pass until something may have happened, at most `left`, which becomes less. Returns
  /// false when it is over.
  [[nodiscard]] virtual bool wait(Duration& left) = 0;

  /// Lets come what is on its way already.
  virtual void come_to_rest() = 0;

  [[nodiscard]] virtual Done perform(const WorldAction& action) = 0;

  /// What the server of a client has received so far, in the words of mqtt/describe.hpp: at least
  /// `count` packets if they come in time.
  [[nodiscard]] virtual std::span<const std::string> packets(int client, std::size_t count) = 0;

  /// The first thing that a client did against the protocol, as far as that is seen.
  [[nodiscard]] virtual std::optional<std::string> violation() const = 0;

  /// What the modem, or whoever stands before it, gave as reasons, in order.
  [[nodiscard]] virtual std::vector<std::string> reasons() const = 0;
};

}  // namespace atmqtt::sim
