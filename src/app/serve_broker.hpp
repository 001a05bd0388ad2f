#pragma once

#include "app/failure.hpp"
#include "app/serve_broker_options.hpp"

#include <tl/expected.hpp>

namespace atmqtt::app {

/// Serves a broker until SIGINT, SIGTERM or SIGHUP, or until its store file takes no more. The
/// error says that, or why it could not listen, or what file cannot be used.
[[nodiscard]] tl::expected<void, Failure> serve_broker(const ServeBrokerOptions& options);

}  // namespace atmqtt::app
