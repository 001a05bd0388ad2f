#pragma once

#include "sim/networked_world.hpp"
#include "trial/event.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::trial {

/// How the host of a trial behaves.
enum class HostKind : unsigned char {
  valid,    ///< waits for each answer and result, and connects again
  sloppy,   ///< types ahead, in any order, with wrong indices and lengths; forgets to read
  hostile,  ///< sends whatever it likes
};

[[nodiscard]] std::string_view name_of(HostKind kind);

/// Everything that happens in a trial. Whoever plays it needs no chance any more.
struct Plan {
  std::uint64_t seed{};
  std::string profile{};
  HostKind host{};
  /// Nothing in it makes either end forget its session: then no message may be lost.
  bool keeps_sessions{};
  sim::NetworkedWorld::Traits traits{};
  int keep_alive_s = 60;
  bool is_clean_session{};
  bool is_secured{};
  std::vector<Event> events{};
};

/// The plan of a seed: profile, host, network, broker, and what happens.
[[nodiscard]] Plan make_plan(std::uint64_t seed);

/// The plan with these of its events only, counted from 0. Needs: all are in range.
[[nodiscard]] Plan keep_only(const Plan& plan, std::span<const std::size_t> events);

/// A valid host that publishes each five minutes for a day.
[[nodiscard]] Plan day_of_a_device();

}  // namespace atmqtt::trial
