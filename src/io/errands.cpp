#include "io/errands.hpp"

#include <chrono>

namespace atmqtt::io {

void Errands::perform(const LookUpName& action) {
  lookup_ = make_async<TimedLookup>(loop_, action.host, lookup_time_max,
                                    [this](const ResolveResult& result) { on_resolved(result); });
}

void Errands::on_resolved(const ResolveResult& result) {
  if (!result) return listener_.on_network_event(NameNotFound{result.error()});
  NameFound found;
  for (const auto& address : *result) found.addresses.push_back(address.to_string());
  listener_.on_network_event(found);
}

void Errands::perform(const StartPing& action) {
  pinger_ = make_async<Pinger>(loop_, listener_, action);
}

void Errands::perform(const StopPing&) { pinger_.reset(); }

void Errands::perform(const AskTime& action) {
  sntp_client_.reset();
  if (!action.host.empty()) {
    sntp_client_ = make_async<SntpClient>(loop_, listener_, action);
    return;
  }
  listener_.on_network_event(
      TimeTold{std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())});
}

}  // namespace atmqtt::io
