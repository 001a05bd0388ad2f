#pragma once

#include "atmqtt/action.hpp"
#include "io/async_object.hpp"
#include "io/event_loop.hpp"
#include "io/network_listener.hpp"
#include "io/timed_lookup.hpp"
#include "io/timer.hpp"

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace atmqtt::io {

/// Asks a server for the time by SNTP (RFC 4330) and tells TimeTold or TimeNotTold, once. The
/// request is sent up to three times, to the addresses of the server in turn.
class SntpClient final : public AsyncObject {
 public:
  /// Begins; never calls the listener from within. `answer_time_max` is that of each request.
  SntpClient(EventLoop& loop, NetworkListener& listener, const AskTime& question,
             std::chrono::steady_clock::duration answer_time_max = std::chrono::seconds(5));

 private:
  static constexpr std::size_t packet_size = 48;
  static constexpr std::size_t request_count_max = 3;
  using udp = boost::asio::ip::udp;
  using Instant = std::chrono::steady_clock::time_point;
  using Packet = std::array<unsigned char, packet_size>;

  void retire() override;
  void on_resolved(const ResolveResult& result);
  void send_next();
  [[nodiscard]] boost::system::error_code send_to(const udp::endpoint& server);
  void receive();
  void on_received(boost::system::error_code error, std::size_t size);
  void note_failure(boost::system::error_code error);
  void tell(const NetworkEvent& event);

  NetworkListener& listener_;
  std::string host_;
  std::uint16_t port_;
  std::chrono::steady_clock::duration answer_time_max_;
  AsyncPtr<TimedLookup> lookup_;
  udp::socket socket_;
  Timer timer_;
  std::vector<udp::endpoint> servers_;
  std::size_t request_count_ = 0;
  Packet request_{};
  Packet answer_{};
  Instant sent_;
  TimeNotTold failure_;
};

}  // namespace atmqtt::io
