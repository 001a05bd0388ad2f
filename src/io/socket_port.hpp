#pragma once

#include "io/acceptor.hpp"
#include "io/dte_port.hpp"

namespace atmqtt::io {

/// A listening socket as a port: one DTE at a time, a second one is closed at once. The port, and
/// the modem behind it, outlive the DTE.
[[nodiscard]] AsyncPtr<DtePort> make_socket_port(EventLoop& loop, AsyncPtr<Acceptor> acceptor);

}  // namespace atmqtt::io
