#include "at/command_table.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

using at::Reply;

/// The bit error rate is not known in LTE: 99.
Reply tell_signal(Device& device) {
  device.writer().information(fmt::format("+CSQ: {},99", device.radio().rssi()));
  return Reply::ok();
}

constexpr at::Command<Device> commands[] = {
    {.name = "+CSQ", .source = "27.007 8.5", .execute = tell_signal, .has_test = true},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows radio_commands() { return commands; }

}  // namespace atmqtt::device
