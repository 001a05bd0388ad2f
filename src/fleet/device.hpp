#pragma once

#include "fleet/plan.hpp"
#include "fleet/player.hpp"
#include "io/dte_port.hpp"
#include "io/event_loop.hpp"
#include "io/modem_runner.hpp"
#include "io/timer.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace atmqtt::fleet {

/// What the devices of one loop share.
struct DeviceContext {
  io::EventLoop& loop;
  const Plan& plan;
  PlayerContext player;
  std::function<void()> on_ended;  ///< a device that was shut down has ended
  std::string octets = {};         ///< scratch
};

/// A modem of a fleet and its host. The line between them is a call in each direction; it takes
/// neither a descriptor nor a buffer.
class Device final : public io::RunnerListener {
 public:
  /// Needs: the context outlives the device, which outlives the running of the loop.
  Device(DeviceContext& context, std::uint32_t number);

  /// The modem is switched on, and from now on whenever it has failed.
  void start();

  /// Connected clients send DISCONNECT; DeviceContext::on_ended follows, unless a server does not
  /// take the octets. Needs: it was started.
  void shut_down();

  /// Since when octets wait for a server to take them, or `never`.
  [[nodiscard]] Time waiting_since() const;

 private:
  class Port;

  void switch_on();
  void take_turn();
  void send();
  void arm_timer();
  void on_timer();
  void on_command_missing(io::ModemRunner&, const std::string&) override {}
  void on_runner_ended(io::ModemRunner& runner, io::PortEnd end) override;

  DeviceContext& context_;
  Player player_;
  io::AsyncPtr<io::ModemRunner> runner_;
  Port* port_ = nullptr;  ///< the runner's
  io::Timer timer_;
  Time timer_time_ = never;  ///< when the armed timer fires, `never` if none is armed
  bool is_send_posted_ = false;
  bool is_ending_ = false;
};

}  // namespace atmqtt::fleet
