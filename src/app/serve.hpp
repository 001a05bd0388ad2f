#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Opens all ports, gives up the privileges that were for that only (--user), and serves their
/// modems until SIGINT, SIGTERM or SIGHUP, until the last port has ended, or until the command of
/// --exec has; at its end the signals stay blocked, because the process is to end. Returns the exit
/// status, which is the command's if there is one; or why a port or file could not be opened, or
/// that the last port has failed.
[[nodiscard]] tl::expected<int, Failure> serve(const ServeOptions& options);

}  // namespace atmqtt::app
