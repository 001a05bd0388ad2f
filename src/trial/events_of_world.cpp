#include "trial/events_of_world.hpp"

#include "broker/rule.hpp"
#include "mqtt/control_packet.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using mqtt::PacketType;
using sim::Random;

/// Most hosts are through with their events by then.
constexpr int duration_ms = 120'000;

constexpr std::array ends = {LinkEnd::closed, LinkEnd::reset};
constexpr std::array<std::string_view, 6> topics = {"down/a", "down/b",   "down/b/c",
                                                    "down/ä", "down/a/b", "down"};

std::string payload(Random& random, int number) {
  std::string text = fmt::format("message {} ", number);
  constexpr std::array sizes = {0, 0, 10, 100, 1500, 3001, 20'000};
  const auto size = static_cast<std::size_t>(random.pick(sizes));
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(random.below(256));
  if (random.chance(10)) text += "\r\nOK\r\n";
  return text;
}

What fault_of_network(const Plan& plan, Random& random) {
  const int client = random.between(0, 1);
  switch (random.below(plan.keeps_sessions ? 5 : 6)) {
    case 0: return FailNextOpen{client, {static_cast<sim::OpenFault::Kind>(random.below(5))}};
    case 1: return BreakLink{client, random.pick(ends)};
    case 2: return HalveLink{client};
    case 3: return StallLink{client, random.between(1, 90) * Duration(1s)};
    case 4: return CutLink{client, random.chance(50), random.below(200), random.pick(ends)};
    default: return DataConnection{random.chance(60)};
  }
}

constexpr std::array answers = {PacketType::connack,  PacketType::puback, PacketType::pubrec,
                                PacketType::pubcomp,  PacketType::suback, PacketType::unsuback,
                                PacketType::pingresp, PacketType::pubrel, PacketType::publish};

constexpr std::array<std::string_view, 8> garbage = {
    "\xF0\x00"sv,              // a reserved type
    "\x30\xFF\xFF\xFF\xFF"sv,  // a Remaining Length that does not end
    "\x36\x02\x00\x00"sv,      // QoS 3
    "\x82\x00"sv,              // what only a client may send
    "\x40\x02\x00\x00"sv,      // PUBACK of 0
    "\x40\x02\x12\x34"sv,      // PUBACK of what was not sent
    "\x20\x02\x00\x00"sv,      // a second CONNACK
    "\x90\x03\x12\x34\x80"sv   // SUBACK of nothing
};

broker::Rule rule(const Plan& plan, Random& random, int number) {
  broker::Rule rule;
  rule.name = fmt::format("rule {}", number);
  rule.client_id = random.chance(50) ? "m*" : random.chance(50) ? "m0" : "m1";
  rule.peer = "modem";
  rule.occasion = broker::Occasion::sending;
  rule.type = random.pick(answers);
  rule.skip = random.below(3);
  rule.count = 1 + random.below(3);
  // The octets that follow may be taken for an acknowledgement, or end a session.
  const std::uint64_t kinds = plan.keeps_sessions ? 5 : 8;
  switch (random.below(kinds)) {
    case 0: rule.deed = broker::Withhold(); break;
    case 1: rule.deed = broker::Repeat(); break;
    case 2:
      rule.occasion = random.chance(50) ? broker::Occasion::received : broker::Occasion::sending;
      if (rule.occasion == broker::Occasion::received) rule.type.reset();
      rule.deed = broker::Hang{random.chance(50) ? broker::End::closed : broker::End::reset};
      break;
    case 3: rule.deed = broker::FallSilent(); break;
    case 4:
      rule.type = PacketType::connack;
      rule.deed = broker::Refuse{static_cast<std::uint8_t>(random.between(1, 7))};
      break;
    case 5: rule.deed = broker::Precede{std::string(random.pick(garbage))}; break;
    case 6: rule.deed = broker::Replace{std::string(random.pick(garbage))}; break;
    default:
      rule.type = PacketType::connack;
      rule.deed = broker::ClaimSession{random.chance(50)};
      break;
  }
  return rule;
}

}  // namespace

void add_events_of_world(Plan& plan, Random& random) {
  const auto time = [&] { return random.between(0, duration_ms) * Duration(1ms); };
  int number = 0;
  for (int i = random.between(0, 12); i > 0; --i) {
    const int count = random.chance(5) ? 40 : 1;  // a flood
    const Duration begin = time();
    for (int k = 0; k < count; ++k) {
      std::string text = payload(random, ++number);
      plan.events.push_back({begin, Message{std::string(random.pick(topics)), std::move(text),
                                            random.between(0, 2)}});
    }
  }
  for (int i = random.between(0, 5); i > 0; --i) {
    plan.events.push_back({time(), fault_of_network(plan, random)});
  }
  for (int i = random.between(0, 3); i > 0; --i) {
    plan.events.push_back({time(), Misbehave{rule(plan, random, ++number)}});
    if (random.chance(50)) plan.events.push_back({time(), Release{random.between(0, 1)}});
  }
}

}  // namespace atmqtt::trial
