#pragma once

#include "io/event_loop.hpp"
#include "io/unique_fd.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace atmqtt::io {

// The other side of a port: what a host opens to reach a modem. The descriptors do not block.

/// A terminal device, in raw mode from now on.
[[nodiscard]] OpenedFd open_terminal(const std::string& path);

[[nodiscard]] OpenedFd connect_unix(const std::string& path);

/// Runs the loop until the connection stands or the time is over. Needs: the loop is not running.
[[nodiscard]] OpenedFd connect_tcp(EventLoop& loop, const std::string& host, std::uint16_t port,
                                   std::chrono::seconds time_limit);

}  // namespace atmqtt::io
