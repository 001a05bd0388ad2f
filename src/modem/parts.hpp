#pragma once

#include "at/command_tables.hpp"
#include "at/interpreter.hpp"
#include "at/saved_settings.hpp"
#include "at/store_requests.hpp"
#include "at/v250_commands.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/modem.hpp"
#include "atmqtt/observer.hpp"
#include "cmqtt/command_table.hpp"
#include "cmqtt/service.hpp"
#include "device/commands.hpp"
#include "device/device.hpp"
#include "tlsconf/tls.hpp"

#include <array>
#include <string>
#include <vector>

namespace atmqtt {

/// What a modem consists of: the line, the services, and their commands.
class Parts {
 public:
  /// `config`, `pool` and `observer` must outlive the parts.
  Parts(const ModemConfig& config, BufferPool& pool, Observer& observer, Time power_on_time,
        const PowerOn& power_on)
      : now(power_on_time),
        line(config.settings, pool, observer),
        store(line, actions),
        v250(line, saved, store),
        device({config.settings, line, observer, actions, now}, power_on.clock,
               power_on.serial_line, power_on.number),
        tls(config.settings, line.writer(), store),
        environment_{config,  line, observer, pool, tls, device.clock(), device.packet_data(),
                     actions, now},
        service(environment_),
        chapter_(cmqtt::command_tables, service, config.settings),
        tls_commands_(tlsconf::command_tables, tls, config.settings),
        v250_commands_(at::v250_command_tables, v250, config.settings),
        device_commands_(device::command_tables, device, config.settings),
        saved_registers_(at::saved_registers(), line.registers()),
        saved_device_(device::saved_registers(), device.registers()),
        saved_serial_port_(device::saved_serial_port(), device.serial_port()) {
    for (at::CommandSet* set : command_sets()) line.add(*set);
    saved.add(saved_registers_);
    saved.add(saved_device_);
    saved.add(saved_serial_port_);
    restore(power_on, observer);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// In the order in which a name is looked up.
  [[nodiscard]] std::array<at::CommandSet*, 4> command_sets() {
    return {&chapter_, &tls_commands_, &v250_commands_, &device_commands_};
  }

  /// What a module keeps over a reset, from the parts that were there before it: the DTE with what
  /// passes on the line, what was saved, the clock, the SIM, the certificates. Everything else is
  /// as at power-on.
  void take_over(Parts& before) {
    actions = std::move(before.actions);
    line.take_over(before.line);
    device.take_over(before.device);
    saved.take_over(before.saved);
    tls.take_over(before.tls);
  }

  Time now;                     ///< of the call that runs
  std::vector<Action> actions;  ///< what the call has made necessary
  at::Interpreter line;
  at::SavedSettings saved;
  at::StoreRequests store;
  at::V250 v250;
  device::Device device;
  tlsconf::Tls tls;

 private:
  /// What was kept over the restart. The saved settings are those at power-up.
  void restore(const PowerOn& power_on, Observer& observer) {
    for (const TlsFile& certificate : power_on.shared_certificates) tls.lend(certificate);
    for (const TlsFile& certificate : power_on.certificates) tls.restore(certificate);
    for (const std::string& fault : saved.read(power_on.settings)) {
      observer.on_why("why saved settings, " + fault);
    }
    saved.restore_saved();
  }

  cmqtt::Environment environment_;

 public:
  cmqtt::Service service;

 private:
  at::CommandTables<cmqtt::Service> chapter_;
  at::CommandTables<tlsconf::Tls> tls_commands_;
  at::CommandTables<at::V250> v250_commands_;
  at::CommandTables<device::Device> device_commands_;
  at::SavedTable<at::Registers> saved_registers_;
  at::SavedTable<device::Registers> saved_device_;
  at::SavedTable<device::SerialPort> saved_serial_port_;
};

}  // namespace atmqtt
