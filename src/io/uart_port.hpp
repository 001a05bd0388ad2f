#pragma once

#include "io/dte_port.hpp"
#include "io/event_loop.hpp"
#include "io/uart_settings.hpp"
#include "io/unique_fd.hpp"

#include <string>

namespace atmqtt::io {

/// Opens a serial device that nobody else uses while it is open.
[[nodiscard]] OpenedFd open_uart(const std::string& device, unsigned baud,
                                 FlowControl flow_control);

/// A real serial line. It is used by nobody else while the port is open, and its DTE is always
/// there: a UART does not notice a host that closes (E11). The port fails when the device goes.
[[nodiscard]] OpenedPort open_uart_port(EventLoop& loop, const std::string& device, unsigned baud,
                                        FlowControl flow_control);

}  // namespace atmqtt::io
