#include "app/broker_option.hpp"

#include "base/check.hpp"
#include "io/host_port.hpp"

namespace atmqtt::app {

tl::expected<Broker, std::string> parse_broker(std::string_view text) {
  if (text == "none") return ScriptedBroker{};
  if (text == "real") return NamedBrokers{};
  const auto place = io::parse_host_port(text);
  if (!place || place->host.empty() || place->port.value_or(0) == 0) {
    return tl::unexpected(
        std::string("must be none, real, or HOST:PORT with PORT 1 to 65535, as in 127.0.0.1:1883"));
  }
  return io::Server{place->host, *place->port};
}

std::string text_of(const Broker& broker) {
  if (std::holds_alternative<ScriptedBroker>(broker)) return "none";
  if (std::holds_alternative<NamedBrokers>(broker)) return "real";
  const auto& [host, port] = std::get<io::Server>(broker);
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

io::ServerMap map_to(io::ServerMap server_map, const Broker& broker) {
  if (std::holds_alternative<io::Server>(broker)) {
    const auto added = server_map.add("*=" + text_of(broker));
    CHECK(added.has_value());  // A server was read from such a text.
  }
  return server_map;
}

}  // namespace atmqtt::app
