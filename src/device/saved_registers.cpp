#include "device/commands.hpp"

namespace atmqtt::device {
namespace {

constexpr at::Range modes{0, 2};
constexpr at::Range flag{0, 1};

constexpr at::SavedSetting<Registers> rows[] = {
    at::saved<&Registers::creg>("CREG", modes),   at::saved<&Registers::cgreg>("CGREG", modes),
    at::saved<&Registers::cereg>("CEREG", modes), at::saved<&Registers::ctzu>("CTZU", flag),
    at::saved<&Registers::ctzr>("CTZR", flag),
};

/// Of the numbers 0 to 2 a UART has no 1, which is taken as 0.
constexpr int flow_of(int value) { return value == SerialPort::flow_rts_cts ? value : 0; }

constexpr at::SavedSetting<SerialPort> serial_rows[] = {
    {"IFC", modes, [](const SerialPort& port) { return port.dce_by_dte(); },
     [](SerialPort& port, int value) { port.set_flow_control(flow_of(value), port.dte_by_dce()); }},
    {"IFC", modes, [](const SerialPort& port) { return port.dte_by_dce(); },
     [](SerialPort& port, int value) { port.set_flow_control(port.dce_by_dte(), flow_of(value)); }},
};

}  // namespace

std::span<const at::SavedSetting<Registers>> saved_registers() { return rows; }

std::span<const at::SavedSetting<SerialPort>> saved_serial_port() { return serial_rows; }

}  // namespace atmqtt::device
