#pragma once

#include "at/command.hpp"
#include "at/saved_settings.hpp"
#include "device/device.hpp"

#include <array>
#include <span>

namespace atmqtt::device {

using CommandRows = std::span<const at::Command<Device>>;

[[nodiscard]] CommandRows identity_commands();
[[nodiscard]] CommandRows clock_commands();
[[nodiscard]] CommandRows power_commands();
[[nodiscard]] CommandRows sim_commands();
[[nodiscard]] CommandRows radio_commands();
[[nodiscard]] CommandRows registration_commands();
[[nodiscard]] CommandRows context_commands();
[[nodiscard]] CommandRows packet_data_commands();
[[nodiscard]] CommandRows socket_commands();
[[nodiscard]] CommandRows network_tool_commands();
[[nodiscard]] CommandRows message_commands();
[[nodiscard]] CommandRows serial_port_commands();

/// What AT&W keeps of the device.
[[nodiscard]] std::span<const at::SavedSetting<Registers>> saved_registers();
[[nodiscard]] std::span<const at::SavedSetting<SerialPort>> saved_serial_port();

/// The tables of all commands of the device, in the order of the command reference.
inline constexpr at::CommandTable<Device> command_tables[] = {
    identity_commands,     power_commands,   sim_commands,         radio_commands,
    registration_commands, context_commands, packet_data_commands, socket_commands,
    network_tool_commands, message_commands, clock_commands,       serial_port_commands,
};

}  // namespace atmqtt::device
