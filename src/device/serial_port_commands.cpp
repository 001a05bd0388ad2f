#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The commands of the module's UART.
namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;
using at::write_form;

// -- IPR IPREX

/// Of a SIM7600; 0 lets it find the speed by itself, and it then stays at the one it has.
constexpr int bauds[] = {300,   600,    1200,   2400,   4800,   9600,    19200,   38400,
                         57600, 115200, 230400, 460800, 921600, 3000000, 3200000, 3686400};
constexpr const char* baud_list =
    "(300,600,1200,2400,4800,9600,19200,38400,57600,115200,230400,460800,921600,3000000,3200000,"
    "3686400)";
constexpr const char* baud_list_with_auto =
    "(0,300,600,1200,2400,4800,9600,19200,38400,57600,115200,230400,460800,921600,3000000,3200000,"
    "3686400)";

struct BaudRequest {
  int speed{};
};

constexpr Parameter<BaudRequest> speed_or_auto[] = {
    {"speed", into<&BaudRequest::speed>, baud_list_with_auto}};
constexpr Parameter<BaudRequest> speed[] = {{"speed", into<&BaudRequest::speed>, baud_list}};

template <int (SerialPort::*get)() const, const auto& name>
Reply tell_speed(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("{}: {}", name, (device.serial_port().*get)()));
  return Reply::ok();
}

template <void (SerialPort::*set)(int)>
Reply set_speed(Device& device, const BaudRequest& request) {
  if (std::ranges::find(bauds, request.speed) == std::end(bauds)) {
    return Reply::error(fmt::format("speed must be in {}", baud_list));
  }
  (device.serial_port().*set)(request.speed);
  return Reply::ok();
}

Reply set_speed_or_auto(Device& device, const BaudRequest& request) {
  if (request.speed == 0) return Reply::ok();
  return set_speed<&SerialPort::set_baud>(device, request);
}

// -- IFC

struct FlowRequest {
  int dce_by_dte{};
  std::optional<int> dte_by_dce;
};

constexpr Ranges flow_range{{0, 0}, {2, 2}};

constexpr Parameter<FlowRequest> flow[] = {
    {"dce_by_dte", into<&FlowRequest::dce_by_dte>, flow_range},
    {"dte_by_dce", into<&FlowRequest::dte_by_dce>, flow_range, Presence::optional},
};

Reply tell_flow(Device& device, at::ResponseWriter& writer) {
  const SerialPort& port = device.serial_port();
  writer.information(fmt::format("+IFC: {},{}", port.dce_by_dte(), port.dte_by_dce()));
  return Reply::ok();
}

Reply set_flow(Device& device, const FlowRequest& request) {
  SerialPort& port = device.serial_port();
  port.set_flow_control(request.dce_by_dte, request.dte_by_dce.value_or(port.dte_by_dce()));
  return Reply::ok();
}

// -- ICF

constexpr Parameter<RegisterRequest<2>> format[] = {
    {"format", into_register<2, 0>, Range{1, 6}},
    {"parity", into_register<2, 1>, Range{0, 3}, Presence::optional},
};

constexpr std::string_view icf = "+ICF";
constexpr std::string_view ipr = "+IPR";
constexpr std::string_view iprex = "+IPREX";

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = ipr, .source = "V.250 6.2.10", .read = tell_speed<&SerialPort::baud, ipr>,
     .has_test = true, .write = {write_form<speed_or_auto, set_speed_or_auto>()}},
    {.name = iprex, .source = "M76 2", .read = tell_speed<&SerialPort::kept_baud, iprex>,
     .has_test = true, .write = {write_form<speed, set_speed<&SerialPort::keep_baud>>()}},
    {.name = "+IFC", .source = "V.250 6.2.12", .read = tell_flow, .has_test = true,
     .write = {write_form<flow, set_flow>()}},
    register_command<icf, &Registers::icf, format>("V.250 6.2.11"),
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows serial_port_commands() { return commands; }

}  // namespace atmqtt::device
