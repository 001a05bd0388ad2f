#pragma once

#include <system_error>

namespace atmqtt::io {

/// Whether the UART holds its peer, and is held, by the lines RTS and CTS.
enum class FlowControl : unsigned char { none, rts_cts };

inline constexpr unsigned baud_min = 50;
inline constexpr unsigned baud_max = 4'000'000;

/// Sets a terminal device to raw octets: 8 data bits, no parity, 1 stop bit, modem lines ignored.
/// The speed may be any number; the driver takes what comes nearest.
[[nodiscard]] std::error_code configure_uart(int fd, unsigned baud, FlowControl flow_control);

}  // namespace atmqtt::io
