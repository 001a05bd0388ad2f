#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Opens all ports and serves their modems until SIGINT, SIGTERM or SIGHUP, or until the last port
/// has ended; at its end they stay blocked, because the process is to end. Returns why a port or
/// file could not be opened, or that the last port has failed.
[[nodiscard]] tl::expected<void, Failure> serve(const ServeOptions& options);

}  // namespace atmqtt::app
