#pragma once

#include "at/command_tables.hpp"
#include "at/interpreter.hpp"
#include "at/v250_commands.hpp"
#include "device/commands.hpp"
#include "device/device.hpp"
#include "support/recording_observer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::device::test {

inline constexpr std::string_view ok = "\r\nOK\r\n";
inline constexpr std::string_view error = "\r\nERROR\r\n";

/// A text as it stands alone on the line.
inline std::string text(std::string_view line) { return "\r\n" + std::string(line) + "\r\n"; }

/// An information line and OK.
inline std::string told(std::string_view line) { return text(line) + std::string(ok); }

/// The device with its command line, switched on, and a DTE that reads everything at once.
class Bench {
 public:
  enum class Start : unsigned char { on, off };

  explicit Bench(const DeviceSettings& device_settings = {}, Start start = Start::on)
      : settings(without_echo(device_settings)) {
    line.add(commands_);
    line.add(v250_commands_);
    line.attach();
    if (start == Start::off) return;
    device.power().switch_on();
    (void)run();
  }

  /// Types a command line, written without AT and CR; returns what the DTE reads.
  std::string at(std::string_view command) {
    const std::string typed = "AT" + std::string(command) + "\r";
    EXPECT_EQ(line.receive(typed, now), typed.size());
    return run();
  }

  /// Time passes, each deadline on the way being met; returns what the DTE reads.
  std::string pass(Duration duration) {
    std::string read;
    const Time end = now + duration;
    while (device.deadline() <= end) {
      now = std::max(now, device.deadline());
      read += run();
    }
    now = end;
    return read + run();
  }

  /// Lets happen what can happen now; returns what the DTE reads.
  std::string run() {
    device.on_time();
    while (line.advance(now)) {
    }
    line.flush(now);
    std::string read(line.writer().view());
    line.writer().pop(read.size());
    return read;
  }

  Settings settings;
  BufferPool pool;
  support::RecordingObserver observer;
  at::Interpreter line{settings, pool, observer};
  std::vector<Action> actions;
  at::SavedSettings saved;
  at::StoreRequests store{line, actions};
  at::V250 v250{line, saved, store};
  Time now{std::chrono::hours(1)};
  Device device{{settings, line, observer, actions, now}, std::chrono::sys_seconds(), {}};

 private:
  static Settings without_echo(const DeviceSettings& device_settings) {
    Settings settings;
    static_cast<DeviceSettings&>(settings) = device_settings;
    settings.echo = false;
    return settings;
  }

  at::CommandTables<Device> commands_{command_tables, device, settings};
  at::CommandTables<at::V250> v250_commands_{at::v250_command_tables, v250, settings};
};

}  // namespace atmqtt::device::test
