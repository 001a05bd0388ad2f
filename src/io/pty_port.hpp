#pragma once

#include "io/dte_port.hpp"
#include "io/event_loop.hpp"

#include <string>

namespace atmqtt::io {

/// A pseudo terminal in raw mode, reached by the symbolic link `link`. Hosts open and close it as
/// they like; the port stays.
[[nodiscard]] OpenedPort open_pty_port(EventLoop& loop, const std::string& link);

}  // namespace atmqtt::io
