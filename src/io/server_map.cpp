#include "io/server_map.hpp"

#include "io/host_port.hpp"

#include <algorithm>

namespace atmqtt::io {
namespace {

std::string lower_case(std::string text) {
  for (char& octet : text) {
    if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet - 'A' + 'a');
  }
  return text;
}

}  // namespace

tl::expected<void, std::string> ServerMap::add(std::string_view rule) {
  const std::size_t equals = rule.find('=');
  if (equals == std::string_view::npos) {
    return tl::unexpected(std::string("must be HOST[:PORT]=HOST:PORT, as in *=127.0.0.1:1883"));
  }
  auto from = parse_host_port(rule.substr(0, equals));
  auto to = parse_host_port(rule.substr(equals + 1));
  if (!from || from->host.empty() || from->port == 0) {
    return tl::unexpected(
        std::string("before '=' there must be HOST or HOST:PORT with PORT 1 to 65535"));
  }
  if (!to || to->host.empty() || to->host == "*" || to->port.value_or(0) == 0) {
    return tl::unexpected(std::string("after '=' there must be HOST:PORT with PORT 1 to 65535"));
  }
  rules_.push_back({lower_case(std::move(from->host)), from->port, {to->host, *to->port}});
  return {};
}

void ServerMap::append(const ServerMap& other) {
  rules_.insert(rules_.end(), other.rules_.begin(), other.rules_.end());
}

Server ServerMap::place_of(Server server) const {
  const std::string host = lower_case(server.host);
  const auto fits = [&](const Rule& rule) {
    return (rule.host == "*" || rule.host == host) &&
           rule.port.value_or(server.port) == server.port;
  };
  const auto found = std::find_if(rules_.begin(), rules_.end(), fits);
  return found == rules_.end() ? server : found->place;
}

}  // namespace atmqtt::io
