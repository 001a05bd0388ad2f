#pragma once

#include "atmqtt/time.hpp"

#include <cstdint>

namespace atmqtt::mqtt {

/// The clockwork of keep alive (MQTT 3.1.1 section 3.1.2.10, D4).
///
/// A PINGREQ is due when nothing has been sent for the keep alive interval. It then has the ping
/// time-out, the smaller of the interval and the owner's bound, to be written, and once written the
/// same time to be answered. While reading is paused the wait for the answer stands still; as the
/// server must hear of us all the same, a further PINGREQ is due after each interval.
class KeepAlive {
 public:
  enum class Due : unsigned char { nothing, ping, unsent, unanswered };

  /// A link has been opened. `interval` 0 means that nothing is ever due.
  void start(Duration interval, Duration ping_timeout_max, Time now);

  /// PINGREQ has been appended to the output and ends there at `end_position`.
  void ping_appended(std::uint64_t end_position, Time now);

  /// Octets have been written, up to `position` of the output.
  void sent(std::uint64_t position, Time now);

  /// PINGRESP has come, or one that nobody waits for.
  void ping_answered();

  void set_reading_paused(bool is_paused, Time now);

  [[nodiscard]] Time deadline() const;

  /// What has fallen due by `now`; nothing before deadline().
  [[nodiscard]] Due due(Time now) const;

 private:
  enum class Ping : unsigned char { none, unwritten, unanswered };

  [[nodiscard]] bool is_ping_wanted() const;

  Duration interval_{};
  Duration ping_timeout_{};
  Time last_sent_{};
  Time wait_end_{};      // when the present wait for PINGREQ or PINGRESP is over
  Time wait_stopped_{};  // since when the wait for PINGRESP stands still
  std::uint64_t ping_end_ = 0;
  Ping ping_ = Ping::none;
  bool is_reading_paused_ = false;
};

}  // namespace atmqtt::mqtt
