#pragma once

#include "app/command_line.hpp"
#include "app/port_options.hpp"
#include "app/serve_options.hpp"
#include "broker/options.hpp"
#include "broker/rule.hpp"
#include "io/log.hpp"
#include "io/tls_server_context.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace atmqtt::app {

/// `atmqtt broker`
struct ServeBrokerOptions {
  TcpOptions tcp{};
  std::optional<io::TlsServerFiles> tls{};
  broker::Options broker{};
  std::vector<broker::Rule> rules{};
  std::string store{};  ///< a path; empty: in memory only
  io::LogLevel log_level = io::LogLevel::warning;
};

[[nodiscard]] tl::expected<std::variant<ServeBrokerOptions, PrintedText>, Failure>
parse_serve_broker_options(Arguments arguments);

}  // namespace atmqtt::app
