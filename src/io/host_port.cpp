#include "io/host_port.hpp"

#include "base/number_within.hpp"

namespace atmqtt::io {

std::optional<HostPort> parse_host_port(std::string_view text) {
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    host = text.substr(1, bracket - 1);
    rest = text.substr(bracket + 1);
  } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (rest.empty()) return HostPort{std::string(host), std::nullopt};
  if (rest.front() != ':') return std::nullopt;
  const auto port = number_within<std::uint16_t>(rest.substr(1), 0, 65535);
  if (!port) return std::nullopt;
  return HostPort{std::string(host), port};
}

}  // namespace atmqtt::io
