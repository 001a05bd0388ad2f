#pragma once

#include "scenario/step.hpp"
#include "scenario/watching_host.hpp"
#include "sim/virtual_world.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::scenario {

/// What is wrong with the octets of the server, counted over all that it sends.
struct Damage {
  enum class Kind : unsigned char { none, close, reset, silence, replace, insert, flip };
  Kind kind = Kind::none;
  std::size_t position = 0;  ///< of the octet that is not sent, is replaced, or is pushed back
  std::uint8_t value = 0;    ///< of `replace` and `insert`; of `flip` the bits
};

/// One session in which the server sends each of its packets at least once, octet by octet from the
/// test and not from a server that would notice damage. The host does what hosts do: it goes on
/// with its commands whatever happens, and waits for each result until it is there.
class BrokenSession {
 public:
  BrokenSession(int version, std::size_t piece_size, Damage damage);

  /// The whole session.
  void play();
  /// The session up to the moment at which so many of its packets have been sent.
  void play_packets(std::size_t count);
  /// The octets and then nothing; to be used behind play_packets().
  void send_instead(std::string_view octets, Damage::Kind end);
  /// Waits until nothing more can come, puts everything down, and has a session without damage.
  void recover();

  /// What went wrong, from the host's sight; empty if nothing.
  [[nodiscard]] std::string problem() const;
  [[nodiscard]] const WatchingHost& host() const { return host_; }
  /// How many octets the server has sent, and how many packets.
  [[nodiscard]] std::size_t octet_count() const { return octet_count_; }
  [[nodiscard]] std::size_t packet_count() const { return packet_count_; }

  /// What the host is told until the session is over when the server ends it, or falls silent, in
  /// the packet that has this octet (decisions D1, D2, D4, D6).
  [[nodiscard]] static std::vector<std::string> documented_end(Damage damage);

 private:
  /// What the host does, and the packets by which the server answers.
  struct Exchange {
    std::optional<Step> step;
    std::string_view packets;  ///< the letter i stands for the identifier of the host's packet
  };
  static const std::vector<Exchange>& exchanges();
  [[nodiscard]] static std::vector<std::string> packets_of(const Exchange& exchange,
                                                           int identifier);

  void begin(const Step& step);
  void answer(const Exchange& exchange);
  void send(std::string_view packet);
  [[nodiscard]] std::string damaged(char octet);
  void end(Damage::Kind kind);
  void wait_for_result();
  void note(const std::string& problem);
  [[nodiscard]] bool is_connected_as_told() const;
  [[nodiscard]] int last_identifier();
  void succeed(const Step& step);

  ModemConfig config_;
  sim::VirtualWorld world_;
  WatchingHost host_;
  int version_;
  Damage damage_;
  std::size_t octet_count_ = 0;
  std::size_t packet_count_ = 0;
  std::size_t packets_max_;
  bool is_over_ = false;  ///< the server sends nothing any more
  std::optional<Step> pending_;
  std::size_t told_before_ = 0;  ///< size of announced() when the step was pending
  std::string problem_;
};

}  // namespace atmqtt::scenario
