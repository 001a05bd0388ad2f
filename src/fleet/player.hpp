#pragma once

#include "atmqtt/link.hpp"
#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "fleet/connect_pace.hpp"
#include "fleet/received_message.hpp"
#include "fleet/script.hpp"
#include "fleet/tally.hpp"
#include "sim/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atmqtt::fleet {

/// Why a modem has refused something, as it said last; of whichever modem of the loop.
struct LastReason {
  std::uint32_t modem = 0;
  std::string text;
};

/// What the players of one loop share.
struct PlayerContext {
  const Script& script;
  const DeviceSettings& settings;
  BufferPool& pool;
  Tally& tally;
  ConnectPace& pace;
  Duration pause;  ///< between a failure and the next power-on, half to one and a half of it
  std::int64_t (*now_us)();  ///< since 1970
  LastReason reason = {};
  ReceivedMessage message = {};  ///< scratch
  std::string data = {};         ///< scratch
};

/// The host of one modem: plays the script and compares what the modem says, with neither socket
/// nor clock in it.
///
/// Something that the script does not foresee ends it for now: a wrong answer, none in time, a
/// connection that is refused or lost. It is counted, the first of each kind is kept in words, and
/// after a pause the modem is to be switched off and on and the script begins anew. RX groups may
/// come at any time; +CMQTTPING is followed by what counts.
class Player {
 public:
  /// Needs: the context outlives the player, `broker` too.
  Player(PlayerContext& context, std::uint32_t number, std::string_view broker, std::uint64_t seed);
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  [[nodiscard]] std::uint32_t number() const { return number_; }

  /// The modem is on, and the script begins.
  void power_on(Time now);

  /// The modem is off; its connections are gone.
  void power_off();

  /// Whether the modem is to be switched off and on.
  [[nodiscard]] bool wants_restart() const { return state_ == State::restart_due; }

  /// What the modem has said.
  void take(std::string_view output, Time now);

  /// Whether the host has something to send. What it is goes behind `out`.
  [[nodiscard]] bool wants_to_send() const { return is_send_due_; }
  void send(std::string& out, Time now);

  /// When on_time() wants to be called, or `never`.
  [[nodiscard]] Time deadline() const { return deadline_; }
  void on_time(Time now);

 private:
  enum class State : unsigned char { off, starting, playing, finished, pausing, restart_due };
  enum class Phase : unsigned char { idle, connecting, connected, disconnecting };

  struct Client {
    Phase phase = Phase::idle;
    Time publish_time = never;  ///< of the PUB that has no result yet, or of CONNECT
  };

  /// A line of the modem that says what has become of a client.
  struct Report;
  static const Report reports[];

  void next(Time now);
  void enter(Time now);
  std::size_t consume(std::string_view output, Time now);
  std::size_t consume_item(std::string_view output, Time now);
  std::size_t consume_start(std::string_view output, Time now);
  std::size_t consume_message(std::string_view output, Time now);
  std::size_t consume_line(std::string_view output, Time now);
  void on_message(Time now);
  void on_unexpected(std::string_view line, Time now);
  const Report* watch(std::string_view line, int& code, Time now);
  void watch_lines(std::string_view output, Time now);
  void on_connect(Client& client, int code, Time now);
  void on_publish(Client& client, int code, Time now);
  void on_disconnect(Client& client, int code, Time now);
  void on_lost(Client& client, int code, Time now);
  void set_phase(Client& client, Phase phase);
  void fail(Fault::Kind kind, std::string_view got, Time now);
  [[nodiscard]] std::string describe(std::string_view got) const;
  [[nodiscard]] const Step* step() const;
  [[nodiscard]] Values values() const;
  [[nodiscard]] std::size_t data_length(const Values& values);

  PlayerContext& context_;
  std::string_view broker_;
  PooledString pending_;  ///< what the modem has said and no step has taken yet
  sim::Random random_;
  Time deadline_ = never;
  std::size_t step_ = 0;
  std::array<std::uint32_t, repeat_depth_max> passes_{};  ///< that are over, of each depth
  std::array<Client, link_count> clients_;
  std::uint32_t number_;
  std::uint8_t depth_ = 0;
  std::uint8_t start_count_ = 0;
  State state_ = State::off;
  bool is_send_due_ = false;
};

}  // namespace atmqtt::fleet
