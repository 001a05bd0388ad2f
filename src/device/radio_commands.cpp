#include "at/command_tables.hpp"
#include "device/cell.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// Signal, cell and network mode.
namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Reply;
using at::write_form;

/// The bit error rate is not known in LTE: 99.
Reply tell_signal(Device& device) {
  device.writer().information(fmt::format("+CSQ: {},99", device.radio().rssi()));
  return Reply::ok();
}

Reply tell_signal_range(Device&, at::ResponseWriter& writer) {
  writer.information("+CSQ: (0-31,99),(0-7,99)");
  return Reply::ok();
}

Reply tell_cell(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CPSI: {}", cell_text(device.settings(), device.radio())));
  return Reply::ok();
}

// -- CNMP

struct ModeRequest {
  int mode{};
};

constexpr Parameter<ModeRequest> mode[] = {{"mode", into<&ModeRequest::mode>}};

Reply tell_mode(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CNMP: {}", device.radio().network_mode()));
  return Reply::ok();
}

Reply tell_modes(Device&, at::ResponseWriter& writer) {
  std::string numbers;
  for (const NetworkMode& each : network_modes()) {
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", each.number);
  }
  writer.information(fmt::format("+CNMP: ({})", numbers));
  return Reply::ok();
}

Reply set_mode(Device& device, const ModeRequest& request) {
  const auto modes = network_modes();
  if (std::ranges::find(modes, request.mode, &NetworkMode::number) == modes.end()) {
    return Reply::error("there is no such network mode; AT+CNMP=? lists them");
  }
  device.radio().set_network_mode(request.mode);
  device.update();
  return Reply::ok();
}

// -- CNSMOD

constexpr OneNumber report[] = {{"n", into_register<1>, at::Ranges{{0, 0}, {1, 1}}}};

Reply tell_network_mode(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CNSMOD: {},{}", device.registers().cnsmod,
                                 device.network_reports().network_mode()));
  return Reply::ok();
}

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "+CSQ", .source = "27.007 8.5", .execute = tell_signal, .test = tell_signal_range},
    {.name = "+CPSI", .source = "M76 4", .read = tell_cell, .has_test = true},
    {.name = "+CNMP", .source = "M76 4", .read = tell_mode, .test = tell_modes,
     .write = {write_form<mode, set_mode>()}},
    {.name = "+CNSMOD", .source = "M76 4", .read = tell_network_mode, .has_test = true,
     .write = {write_form<report, set_register<&Registers::cnsmod>>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows radio_commands() { return commands; }

}  // namespace atmqtt::device
