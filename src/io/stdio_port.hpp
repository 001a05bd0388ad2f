#pragma once

#include "io/dte_port.hpp"
#include "io/event_loop.hpp"

namespace atmqtt::io {

/// Standard input and output as a port: pipes, files, or a terminal. A terminal is put into raw
/// mode until the port is closed, so that what one types is what a host would send; Ctrl-] ends the
/// port. Otherwise the end of input lets the DTE wait for its pending results.
[[nodiscard]] OpenedPort open_stdio_port(EventLoop& loop);

/// Takes the place of a standard stream without which the process was started, so that no socket or
/// file gets its number and is read or written in its stead. Needs: nothing was opened yet.
void occupy_standard_streams();

/// Whether standard input is a terminal, so that the port will put it into raw mode.
[[nodiscard]] bool is_stdio_terminal();

}  // namespace atmqtt::io
