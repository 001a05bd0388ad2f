#pragma once

#include "atmqtt/action.hpp"
#include "atmqtt/network_event.hpp"
#include "atmqtt/time.hpp"

#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// Names that a network of the simulation does not know end like this (RFC 2606).
inline constexpr std::string_view unknown_domain = ".invalid";

[[nodiscard]] bool is_name_known(std::string_view host);

/// What a modem asks a network besides its links, and the answers on their way.
class Errands {
 public:
  explicit Errands(Duration answer_time) : answer_time_(answer_time) {}

  void begin(const LookUpName& action, Time now);
  void begin(const StartPing& action, Time now);
  void begin(const AskTime& action, Time now);
  void stop_ping();

  /// When the next answer is there, or `never`.
  [[nodiscard]] Time next_time() const;
  /// Needs: next_time() has come.
  [[nodiscard]] NetworkEvent take();

 private:
  struct Answer {
    Time time;
    NetworkEvent event;
  };
  void add(Time time, NetworkEvent event);

  Duration answer_time_;
  std::vector<Answer> answers_;  // the first to come first
};

}  // namespace atmqtt::sim
