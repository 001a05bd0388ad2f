#include "fleet/tally.hpp"

#include <algorithm>

namespace atmqtt::fleet {
namespace {

constexpr std::uint64_t Tally::*counters[] = {
    &Tally::connects, &Tally::published,  &Tally::received,  &Tally::errors,  &Tally::restarts,
    &Tally::modems,   &Tally::connecting, &Tally::connected, &Tally::finished};
constexpr Tally::Codes Tally::*codes[] = {&Tally::failed, &Tally::lost};
constexpr Latency Tally::*latencies[] = {&Tally::connect, &Tally::publish, &Tally::message};
constexpr Duration Tally::*longest[] = {&Tally::queue_age, &Tally::lag};

}  // namespace

void Tally::merge(const Tally& other) {
  for (const auto member : counters) this->*member += other.*member;
  for (const auto member : codes) {
    for (const auto& [code, count] : other.*member) (this->*member)[code] += count;
  }
  for (const auto member : latencies) (this->*member).merge(other.*member);
  for (const auto member : longest) this->*member = std::max(this->*member, other.*member);
  for (const auto& [fault, occurrence] : other.faults) {
    Occurrence& sum = faults[fault];
    sum.count += occurrence.count;
    if (sum.first.empty()) sum.first = occurrence.first;
  }
}

}  // namespace atmqtt::fleet
