#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::io {

struct Server {
  std::string host;  ///< IPv6 without brackets
  std::uint16_t port{};
  friend bool operator==(const Server&, const Server&) = default;
};

/// Where a server that the DTE names really is, so that unchanged firmware with a fixed name
/// reaches another one.
class ServerMap {
 public:
  /// Adds a rule HOST[:PORT]=HOST:PORT; "*" as the first HOST stands for all, without the first
  /// PORT the rule holds for all ports, IPv6 addresses stand in brackets. The error says in words
  /// what is wrong with it.
  [[nodiscard]] tl::expected<void, std::string> add(std::string_view rule);

  /// Adds the rules of another map behind its own.
  void append(const ServerMap& other);

  /// The place of the first rule that fits, or the server itself. Names ignore case.
  [[nodiscard]] Server place_of(Server server) const;

 private:
  struct Rule {
    std::string host;
    std::optional<std::uint16_t> port;
    Server place;
  };

  std::vector<Rule> rules_;
};

}  // namespace atmqtt::io
