#pragma once

#include "at/command_table.hpp"
#include "at/interpreter.hpp"
#include "at/v250_commands.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/modem.hpp"
#include "atmqtt/observer.hpp"
#include "cmqtt/command_table.hpp"
#include "cmqtt/service.hpp"
#include "device/device.hpp"
#include "tlsconf/tls.hpp"

#include <array>
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
        v250(line.registers(), line.writer()),
        device(config.settings, line.writer(), power_on.clock, now),
        tls(config.settings, line, actions),
        environment_{config, line, observer, pool, tls, device.clock(), actions, now},
        service(environment_),
        chapter_table_(cmqtt::chapter(), service),
        tls_table_(tlsconf::tls_commands(), tls),
        v250_table_(at::v250_commands(), v250),
        device_table_(device::device_commands(), device) {
    for (at::CommandSet* set : command_sets()) line.add(*set);
    for (const StoredFile& file : power_on.files) tls.restore(file);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// In the order in which a name is looked up.
  [[nodiscard]] std::array<at::CommandSet*, 4> command_sets() {
    return {&chapter_table_, &tls_table_, &v250_table_, &device_table_};
  }

  Time now;                     ///< of the call that runs
  std::vector<Action> actions;  ///< what the call has made necessary
  at::Interpreter line;
  at::V250 v250;
  device::Device device;
  tlsconf::Tls tls;

 private:
  cmqtt::Environment environment_;

 public:
  cmqtt::Service service;

 private:
  at::CommandTable<cmqtt::Service> chapter_table_;
  at::CommandTable<tlsconf::Tls> tls_table_;
  at::CommandTable<at::V250> v250_table_;
  at::CommandTable<device::Device> device_table_;
};

}  // namespace atmqtt
