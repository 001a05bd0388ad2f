#pragma once

#include "atmqtt/action.hpp"
#include "io/async_object.hpp"
#include "io/descriptor.hpp"
#include "io/event_loop.hpp"
#include "io/icmp_socket.hpp"
#include "io/network_listener.hpp"
#include "io/timed_lookup.hpp"
#include "io/timer.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace atmqtt::io {

/// Looks a name up and pings it, as StartPing asks. Tells PingStarted and then one PingReply or
/// PingLost for each request, or PingFailed alone. Letting go of it stops it.
class Pinger final : public AsyncObject {
 public:
  /// Begins; never calls the listener from within. `open` is for tests.
  Pinger(EventLoop& loop, NetworkListener& listener, const StartPing& request,
         IcmpSocket::Open open = nullptr);

 private:
  using Instant = std::chrono::steady_clock::time_point;

  struct Waiting {
    std::uint16_t sequence{};
    Instant sent;
  };

  void retire() override;
  void on_resolved(const ResolveResult& result);
  void begin(const boost::asio::ip::address& address);
  void send_next();
  void wait_readable();
  void take_replies();
  void wait_for_time();
  void on_time();
  void tell(const NetworkEvent& event) { listener_.on_network_event(event); }
  [[nodiscard]] Instant deadline_of(const Waiting& waiting) const;

  NetworkListener& listener_;
  StartPing request_;
  IcmpSocket::Open open_;
  AsyncPtr<TimedLookup> lookup_;
  std::optional<IcmpSocket> socket_;
  /// Waits on a second descriptor of the same socket: Asio wants to own the one it waits on.
  Descriptor readable_;
  Timer timer_;
  std::vector<Waiting> waiting_;  ///< in the order of their sending; at most `count`
  std::uint16_t sent_count_ = 0;
  Instant next_send_;
};

}  // namespace atmqtt::io
