#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>

namespace atmqtt::cmqtt {

/// Where <server_addr> leads. The host is a view into the text that was parsed.
struct ServerAddress {
  std::string_view host;  ///< a name or an address, IPv6 without its brackets
  std::uint16_t port{};
};

/// Reads `tcp://host[:port]` by decision C13: port 1-65535, 1883 when left out, also for TLS; IPv6
/// in brackets; nothing behind the port. The error says in words what is wrong.
[[nodiscard]] tl::expected<ServerAddress, std::string_view> parse_server_address(
    std::string_view text);

}  // namespace atmqtt::cmqtt
