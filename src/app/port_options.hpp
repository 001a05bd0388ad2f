#pragma once

#include "io/uart_settings.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace atmqtt::app {

struct PtyOptions {
  std::string link;  ///< empty: the default link
  friend bool operator==(const PtyOptions&, const PtyOptions&) = default;
};

struct SerialOptions {
  std::string device;
  unsigned baud = 115200;
  io::FlowControl flow_control = io::FlowControl::none;
  friend bool operator==(const SerialOptions&, const SerialOptions&) = default;
};

struct TcpOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  friend bool operator==(const TcpOptions&, const TcpOptions&) = default;
};

struct UnixOptions {
  std::string path;
  friend bool operator==(const UnixOptions&, const UnixOptions&) = default;
};

struct StdioOptions {
  friend bool operator==(const StdioOptions&, const StdioOptions&) = default;
};

/// Where the DTE of one modem is attached.
using PortOptions = std::variant<PtyOptions, SerialOptions, TcpOptions, UnixOptions, StdioOptions>;

/// The names of the port options, on the command line and in files alike.
inline constexpr std::string_view port_names[] = {"pty", "serial", "tcp", "unix", "stdio"};

/// Reads the value of a port option, if it was written with one. Needs: `name` is one of
/// port_names. The error says in words what is allowed, without naming option and value.
[[nodiscard]] tl::expected<PortOptions, std::string> parse_port(
    std::string_view name, std::optional<std::string_view> value);

/// The option that names this port and no other; nothing when it stands for a new one each time.
[[nodiscard]] std::optional<std::string> name_of(const PortOptions& port);

}  // namespace atmqtt::app
