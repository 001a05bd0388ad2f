#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// HOST[:PORT] as it is written on the command line. IPv6 addresses stand in brackets there and
/// without them here.
struct HostPort {
  std::string host;
  std::optional<std::uint16_t> port;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

/// Returns nothing unless `text` is well formed: a port of decimal digits from 0 to 65535, a
/// bracket for each bracket, no further colon. The host may be empty.
[[nodiscard]] std::optional<HostPort> parse_host_port(std::string_view text);

}  // namespace atmqtt::io
