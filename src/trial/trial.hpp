#pragma once

#include "atmqtt/time.hpp"
#include "trial/invariant.hpp"
#include "trial/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::trial {

/// What came of a trial.
struct Verdict {
  std::string invariant{};  ///< the name of the one that was broken; empty: all hold
  std::string text{};       ///< what broke it
  Duration time{};          ///< virtual, from power-on
  std::uint64_t octets{};   ///< hash of all octets at both edges of the modem, in order
  std::uint64_t output{};   ///< hash of what the host has read
  std::size_t messages{};   ///< that the broker has passed on for the modem
  std::size_t groups{};     ///< RX groups that the host has read
  [[nodiscard]] bool is_good() const { return invariant.empty(); }
};

/// How a trial is looked at and, to find out whether it sees anything, disturbed.
struct Look {
  /// Told each thing that happens, as one line with its time; nothing when empty.
  std::function<void(const std::string& line)> log{};
  /// Changes what the host reads before anybody sees it; for tests of the invariants.
  std::function<std::string(std::string_view octets)> disturb{};
};

/// Plays the plan: all its events; then all faults end and everything must come to rest; then the
/// host's DISC, REL of both clients, STOP and START bring the modem back. The same plan gives the
/// same verdict.
[[nodiscard]] Verdict play(const Plan& plan, const Look& look = {});

/// The same, and once more with the host's octets cut into pieces: the host must not see that.
[[nodiscard]] Verdict judge(const Plan& plan);

/// The name of the invariant that judge() adds.
inline constexpr std::string_view same_for_any_cutting =
    "the same output for any cutting of the input";

/// The fewest events of the plan that still break the same invariant, by delta debugging
/// (Zeller, Hildebrandt 2002). `breaks` plays a plan and says which invariant it breaks, or an
/// empty text; it is asked at most `tries_max` times.
[[nodiscard]] std::vector<std::size_t> minimise(
    const Plan& plan, const std::string& invariant,
    const std::function<std::string(const Plan& plan)>& breaks, int tries_max);

}  // namespace atmqtt::trial
