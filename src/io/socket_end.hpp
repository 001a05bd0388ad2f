#pragma once

#include "io/event_loop.hpp"

namespace atmqtt::io {

/// Ends a connection in good order before its socket is closed. Closing a socket with unread octets
/// resets it, and the server might then not see what we sent last, the DISCONNECT.
void end_socket(EventLoop& loop, int fd);

}  // namespace atmqtt::io
