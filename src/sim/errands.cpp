#include "sim/errands.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace atmqtt::sim {
namespace {

constexpr const char* address = "192.0.2.1";
constexpr const char* not_known = "the name is not known";

template <typename... Kinds>
bool is_any(const NetworkEvent& event) {
  return (std::holds_alternative<Kinds>(event) || ...);
}

}  // namespace

bool is_name_known(std::string_view host) { return !host.ends_with(unknown_domain); }

void Errands::begin(const LookUpName& action, Time now) {
  std::erase_if(answers_,
                [](const Answer& answer) { return is_any<NameFound, NameNotFound>(answer.event); });
  add(now + answer_time_, is_name_known(action.host) ? NetworkEvent(NameFound{{address}})
                                                     : NetworkEvent(NameNotFound{not_known}));
}

void Errands::begin(const StartPing& action, Time now) {
  stop_ping();
  if (!is_name_known(action.host)) return add(now + answer_time_, PingFailed{not_known});
  add(now + answer_time_, PingStarted{address});
  for (int i = 0; i < action.count; ++i) {
    const Duration round_trip = 2 * answer_time_;
    add(now + answer_time_ + i * action.interval + round_trip, PingReply{round_trip, 54});
  }
}

void Errands::begin(const AskTime& action, Time now) {
  std::erase_if(answers_,
                [](const Answer& answer) { return is_any<TimeTold, TimeNotTold>(answer.event); });
  const auto passed = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  add(now + answer_time_,
      is_name_known(action.host)
          ? NetworkEvent(TimeTold{std::chrono::sys_seconds(passed + std::chrono::years(50))})
          : NetworkEvent(TimeNotTold{TimeFailure::network, not_known}));
}

void Errands::stop_ping() {
  std::erase_if(answers_, [](const Answer& answer) {
    return is_any<PingStarted, PingFailed, PingReply, PingLost>(answer.event);
  });
}

Time Errands::next_time() const { return answers_.empty() ? never : answers_.front().time; }

NetworkEvent Errands::take() {
  NetworkEvent event = std::move(answers_.front().event);
  answers_.erase(answers_.begin());
  return event;
}

void Errands::add(Time time, NetworkEvent event) {
  const auto place = std::ranges::upper_bound(answers_, time, {}, &Answer::time);
  answers_.insert(place, {time, std::move(event)});
}

}  // namespace atmqtt::sim
