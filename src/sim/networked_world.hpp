#pragma once

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"
#include "broker/broker.hpp"
#include "sim/errands.hpp"
#include "sim/network.hpp"
#include "sim/partner.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::sim {

/// Whom the world tells what passes at the two edges of the modem.
class WorldWatcher {
 public:
  WorldWatcher() = default;
  WorldWatcher(const WorldWatcher&) = delete;
  WorldWatcher& operator=(const WorldWatcher&) = delete;
  virtual ~WorldWatcher() = default;

  /// The modem has taken octets of the host, or the host has read octets of the modem.
  virtual void on_line_octets(Direction direction, std::string_view octets) = 0;
  /// A link begins or ends to carry octets.
  virtual void on_link(int link, bool stands) = 0;
  virtual void on_link_octets(int link, Direction direction, std::string_view octets) = 0;
  /// The broker has passed a message below up/ on.
  virtual void on_message(std::string_view topic, std::string_view payload) = 0;
};

/// A modem with a host's line, one broker behind a Network, and a Partner, in virtual time.
class NetworkedWorld final : private NetworkEnd {
 public:
  struct Traits {
    NetworkTraits network{};
    std::size_t piece_size = static_cast<std::size_t>(-1);  ///< of the octets of the host
  };

  /// Power-on with a DTE attached. `config` and the others must outlive the world.
  NetworkedWorld(const ModemConfig& config, const Traits& traits, WorldWatcher& watcher,
                 broker::Observer& broker_observer, Observer& observer);

  // -- The host
  void type(std::string_view octets);
  [[nodiscard]] bool is_port_open() const { return is_port_open_; }
  void open_port();
  void close_port();
  /// Whether the host reads what comes.
  void set_reading(bool reads);

  // -- The world
  [[nodiscard]] Network& network() { return network_; }
  [[nodiscard]] broker::Broker& broker() { return broker_; }
  void publish(std::string_view topic, std::string_view payload, mqtt::Qos qos);
  void set_data_connection(bool stands);
  /// From now on the network is fast; what is on its way already comes as it would have.
  void speed_up() { traits_.network.up = traits_.network.down = Way{}; }

  // -- Time
  [[nodiscard]] Time now() const { return now_; }
  /// When something happens by itself, or `never`.
  [[nodiscard]] Time next_time() const;
  /// Lets time pass up to `time` and what is due then happen, one thing of each part. Needs:
  /// now() <= time <= next_time(), unless that has come already.
  void step(Time time);

  [[nodiscard]] const Modem& modem() const { return modem_; }
  [[nodiscard]] std::size_t typed_ahead() const { return typed_.size(); }

 private:
  void on_link(int link, const LinkEvent& event) override;
  [[nodiscard]] bool reads_from(int link) const override { return !paused_.at(at(link)); }

  static std::size_t at(int link) { return static_cast<std::size_t>(link); }
  void step_network();
  void settle();
  bool perform_actions();
  bool write_to_dte();
  bool read_from_dte();
  bool write_to_link(int link);
  void perform(const OpenLink& action);
  void perform(const SendLink&) {}
  void perform(const CloseLink& action);
  void perform(const PauseLink& action) { paused_.at(at(action.link)) = true; }
  void perform(const ResumeLink& action) { paused_.at(at(action.link)) = false; }
  void perform(const StoreAction& action);
  void perform(const LookUpName& action) { errands_.begin(action, now_); }
  void perform(const StartPing& action) { errands_.begin(action, now_); }
  void perform(const StopPing&) { errands_.stop_ping(); }
  void perform(const AskTime& action) { errands_.begin(action, now_); }
  void perform(const SetSerialLine&) {}
  void perform(const EndProcess&) {}

  Traits traits_;
  WorldWatcher& watcher_;
  Time now_;
  BufferPool pool_;
  BufferPool broker_pool_;
  broker::Store store_{broker_pool_};
  broker::Broker broker_;
  Network network_;
  Partner partner_;
  Errands errands_;
  std::array<bool, link_count> paused_{};
  bool is_port_open_ = true;
  bool is_reading_ = true;
  std::string typed_;
  Modem modem_;
};

}  // namespace atmqtt::sim
