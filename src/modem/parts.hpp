#pragma once

#include "at/command_table.hpp"
#include "at/interpreter.hpp"
#include "at/v250_commands.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/observer.hpp"
#include "cmqtt/command_table.hpp"
#include "cmqtt/service.hpp"
#include "device/device.hpp"

#include <array>

namespace atmqtt {

/// What a modem consists of: the line, the services, and their commands.
class Parts {
 public:
  /// `config`, `pool` and `observer` must outlive the parts.
  Parts(const ModemConfig& config, BufferPool& pool, Observer& observer, Time now)
      : line(config.settings, pool, observer),
        environment{config, line, observer, pool, {}, now},
        v250(line.registers(), line.writer()),
        device(config.settings, line.writer()),
        service(environment),
        chapter_table_(cmqtt::chapter(), service),
        v250_table_(at::v250_commands(), v250),
        device_table_(device::device_commands(), device) {
    for (at::CommandSet* set : command_sets()) line.add(*set);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// In the order in which a name is looked up.
  [[nodiscard]] std::array<at::CommandSet*, 3> command_sets() {
    return {&chapter_table_, &v250_table_, &device_table_};
  }

  at::Interpreter line;
  cmqtt::Environment environment;
  at::V250 v250;
  device::Device device;
  cmqtt::Service service;

 private:
  at::CommandTable<cmqtt::Service> chapter_table_;
  at::CommandTable<at::V250> v250_table_;
  at::CommandTable<device::Device> device_table_;
};

}  // namespace atmqtt
