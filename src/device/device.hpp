#pragma once

#include "at/command.hpp"
#include "at/interpreter.hpp"
#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/observer.hpp"
#include "device/boot_lines.hpp"
#include "device/clock.hpp"
#include "device/identity.hpp"
#include "device/network_reports.hpp"
#include "device/network_time.hpp"
#include "device/network_tools.hpp"
#include "device/packet_data.hpp"
#include "device/power.hpp"
#include "device/radio.hpp"
#include "device/registers.hpp"
#include "device/serial_port.hpp"
#include "device/sim.hpp"
#include "device/sockets.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace atmqtt::device {

/// What the device works with. Its owner keeps `now` up to date and takes the actions out at the
/// end of each call.
struct Environment {
  const Settings& settings;
  at::Interpreter& line;
  Observer& observer;
  std::vector<Action>& actions;
  const Time& now;
};

/// The module around the MQTT service, from power-on to the next reset or the end of power.
///
/// It consists of parts. Each holds its own state and says what is so, from that state, the parts
/// below it (power, SIM, radio, packet data, in this order), the settings and the time; all answers
/// of commands are read from them, so that they agree. What a command or the time has changed in
/// one part update() carries on to the others, and tells the DTE.
class Device {
 public:
  /// What a command needs: nothing, a card in the slot, or one that is unlocked.
  enum class Needs : unsigned char { nothing, card, sim };
  static constexpr std::string_view name_prefix{"+"};

  /// The module is off. What the environment refers to must outlive it. `number` is that of
  /// PowerOn.
  Device(const Environment& environment, std::chrono::sys_seconds clock,
         const SerialLine& serial_line, std::uint32_t number = 1);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // -- For the command tables (at/command.hpp)
  [[nodiscard]] std::optional<at::Reply> admit(Needs needs, std::optional<int> = {}) const;
  [[nodiscard]] std::optional<at::Reply> admit_read(Needs needs) const { return admit(needs); }
  [[nodiscard]] static at::Reply refuse(Needs, std::optional<int>, const at::Fault& fault) {
    return at::Reply::error(explain(fault));
  }
  [[nodiscard]] static at::Reply expire(Needs, std::optional<int>) {
    return at::Reply::error("the data did not come in time");
  }

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] at::Interpreter& line() { return line_; }
  [[nodiscard]] at::ResponseWriter& writer() { return line_.writer(); }
  [[nodiscard]] Clock& clock() { return clock_; }
  [[nodiscard]] Power& power() { return power_; }
  [[nodiscard]] const Power& power() const { return power_; }
  [[nodiscard]] Sim& sim() { return sim_; }
  [[nodiscard]] Radio& radio() { return radio_; }
  [[nodiscard]] PacketData& packet_data() { return packet_data_; }
  [[nodiscard]] Sockets& sockets() { return sockets_; }
  [[nodiscard]] NetworkTools& network_tools() { return network_tools_; }
  [[nodiscard]] Registers& registers() { return registers_; }
  [[nodiscard]] const NetworkReports& network_reports() const { return network_reports_; }

  /// How +COPS? names the operator.
  [[nodiscard]] int operator_format() const { return operator_format_; }
  void set_operator_format(int format) { operator_format_ = format; }
  [[nodiscard]] SerialPort& serial_port() { return serial_port_; }

  /// To be called when something has changed, by a command or from outside.
  void update();

  /// Lets the time that has passed have its effect.
  void on_time();
  [[nodiscard]] Time deadline() const;

  /// Whether everything is printed that power-on brings.
  [[nodiscard]] bool is_quiet() const;

  /// What a reset does not touch, from the device that was there before it.
  void take_over(const Device& before);

 private:
  const Settings& settings_;
  Identity identity_;
  at::Interpreter& line_;
  Clock clock_;
  Power power_;
  Sim sim_;
  Radio radio_;
  PacketData packet_data_;
  Sockets sockets_;
  NetworkTools network_tools_;
  Registers registers_;
  NetworkTime network_time_;
  int operator_format_;
  NetworkReports network_reports_;
  SerialPort serial_port_;
  BootLines boot_lines_;
};

}  // namespace atmqtt::device
