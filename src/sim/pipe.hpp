#pragma once

#include "atmqtt/link.hpp"
#include "atmqtt/time.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// How a network carries octets.
struct Way {
  Duration latency = std::chrono::milliseconds(20);  ///< from one end to the other
  Duration octet_time{};                             ///< how long the line is busy with an octet
  std::size_t segment_size = 1460;  ///< octets that arrive together at most, at least 1
  std::size_t window = 16 * 1024;   ///< octets on their way before the sender has to wait
};

/// One direction of a connection: octets arrive in order, later. Neither end sees more than a
/// socket shows.
class Pipe {
 public:
  explicit Pipe(const Way& way) : way_(&way) {}

  /// How many octets can be sent now.
  [[nodiscard]] std::size_t room() const { return way_->window - size_; }
  /// Needs: at most room() octets.
  void send(std::string_view octets, Time now);
  /// The sender has closed in good order, behind what it has sent, or reset the connection, which
  /// overtakes what it has sent.
  void finish(LinkEnd end, Time now);

  /// The first `count` octets of all pass, then the connection ends like this.
  void cut_at(std::size_t count, LinkEnd end);
  /// Nothing arrives before this time.
  void stall(Time until);
  /// finish(), also of a blocked pipe; what that holds never arrives.
  void lose(LinkEnd end, Time now);
  /// Nothing arrives any more, and nobody is told.
  void block() { is_blocked_ = true; }
  [[nodiscard]] std::size_t sent_count() const { return sent_count_; }

  /// When something arrives, or `never`.
  [[nodiscard]] Time next_time() const;
  /// What arrives first: octets, or the end. Needs: next_time() has come.
  struct Arrival {
    std::string octets;
    std::optional<LinkEnd> end;
  };
  [[nodiscard]] Arrival take();

 private:
  struct Segment {
    Time time;
    Arrival arrival;
  };

  const Way* way_;
  std::vector<Segment> segments_;  // from begin_ on
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
  std::size_t sent_count_ = 0;
  std::size_t cut_at_ = std::numeric_limits<std::size_t>::max();
  LinkEnd cut_end_{};
  Time busy_until_{};
  Time stalled_until_{};
  bool is_blocked_ = false;
  bool is_finished_ = false;
};

}  // namespace atmqtt::sim
