#include "trial/plan.hpp"

#include "modem/profiles.hpp"
#include "sim/random.hpp"
#include "trial/events_of_host.hpp"
#include "trial/events_of_world.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;
using sim::Random;

sim::Way make_way(Random& random) {
  constexpr std::array latencies = {Duration(0), Duration(1ms), Duration(40ms), Duration(600ms)};
  constexpr std::array octet_times = {Duration(0), Duration(0), Duration(10us), Duration(1ms)};
  constexpr std::array segment_sizes = {1UL, 7UL, 100UL, 536UL, 1460UL};
  constexpr std::array windows = {64UL, 1000UL, 16384UL};
  sim::Way way;
  way.latency = random.pick(latencies);
  way.octet_time = random.pick(octet_times);
  way.segment_size = random.pick(segment_sizes);
  way.window = random.pick(windows);
  return way;
}

}  // namespace

std::string_view name_of(HostKind kind) {
  constexpr std::array<std::string_view, 3> names = {"valid", "sloppy", "hostile"};
  return names.at(static_cast<std::size_t>(kind));
}

Plan make_plan(std::uint64_t seed) {
  Random random(seed);
  Plan plan;
  plan.seed = seed;
  plan.profile = random.pick(profiles()).name;
  constexpr std::array hosts = {HostKind::valid, HostKind::valid, HostKind::sloppy,
                                HostKind::hostile};
  plan.host = random.pick(hosts);
  plan.keeps_sessions = plan.host == HostKind::valid && random.chance(60);
  plan.is_clean_session = !plan.keeps_sessions && random.chance(50);
  plan.is_secured = random.chance(25);
  constexpr std::array keep_alives = {10, 60, 600};
  plan.keep_alive_s = random.pick(keep_alives);
  plan.traits.network.up = make_way(random);
  plan.traits.network.down = make_way(random);
  plan.traits.network.tie_seed = random.next();
  add_events_of_host(plan, random);
  add_events_of_world(plan, random);
  return plan;
}

Plan keep_only(const Plan& plan, std::span<const std::size_t> events) {
  Plan kept = plan;
  kept.events.clear();
  for (const std::size_t event : events) kept.events.push_back(plan.events.at(event));
  return kept;
}

Plan day_of_a_device() {
  Plan plan;
  plan.profile = "sim8200";
  for (int i = 0; i < 24 * 12; ++i) {
    plan.events.push_back(
        {5min, Task{Task::Kind::publish, 0, 1, "up/day", "reading " + std::to_string(i)}});
  }
  return plan;
}

}  // namespace atmqtt::trial
