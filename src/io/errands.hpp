#pragma once

#include "atmqtt/action.hpp"
#include "io/event_loop.hpp"
#include "io/network_listener.hpp"
#include "io/pinger.hpp"
#include "io/sntp_client.hpp"
#include "io/timed_lookup.hpp"

namespace atmqtt::io {

/// What one modem has asked for in the network besides its links: at most one look-up, one ping and
/// one question for the time. A further one of its kind takes the place of the one before, and
/// letting go of the errands gives up all.
class Errands {
 public:
  /// Needs: both outlive it.
  Errands(EventLoop& loop, NetworkListener& listener) : loop_(loop), listener_(listener) {}

  // None of these calls the listener, but for the time of this machine's clock.
  void perform(const LookUpName& action);
  void perform(const StartPing& action);
  void perform(const StopPing& action);
  void perform(const AskTime& action);

 private:
  void on_resolved(const ResolveResult& result);

  EventLoop& loop_;
  NetworkListener& listener_;
  AsyncPtr<TimedLookup> lookup_;
  AsyncPtr<Pinger> pinger_;
  AsyncPtr<SntpClient> sntp_client_;
};

}  // namespace atmqtt::io
