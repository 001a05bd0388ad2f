#pragma once

#include "io/server_map.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace atmqtt::app {

/// Virtual time, and a broker that does what the dialogue says.
struct ScriptedBroker {
  friend bool operator==(ScriptedBroker, ScriptedBroker) = default;
};

/// Real time, and the servers that the host names.
struct NamedBrokers {
  friend bool operator==(NamedBrokers, NamedBrokers) = default;
};

/// Which servers a modem that is checked connects to. With a server given, time is real and every
/// name leads to it.
using Broker = std::variant<ScriptedBroker, NamedBrokers, io::Server>;

/// Reads "none", "real" or HOST:PORT. The error says in words what is allowed.
[[nodiscard]] tl::expected<Broker, std::string> parse_broker(std::string_view text);

/// The inverse.
[[nodiscard]] std::string text_of(const Broker& broker);

/// Leads every name that the map leaves to itself to the broker, if that is one.
[[nodiscard]] io::ServerMap map_to(io::ServerMap server_map, const Broker& broker);

}  // namespace atmqtt::app
