#pragma once

#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace atmqtt::io {

/// The addresses of this machine that connections to servers come from, in turn. Each has as many
/// ports of its own as the system gives out (net.ipv4.ip_local_port_range), so that several allow
/// more connections to one server.
class SourceAddresses {
 public:
  /// Adds a numeric address, IPv6 without brackets. The error says in words what is wrong with it.
  [[nodiscard]] tl::expected<void, std::string> add(const std::string& text);

  /// The next one of the family, or nothing when there is none: the system chooses then.
  [[nodiscard]] std::optional<boost::asio::ip::address> next(bool is_v6);

 private:
  struct Family {
    std::vector<boost::asio::ip::address> addresses;
    std::size_t next = 0;
  };

  Family v4_;
  Family v6_;
};

}  // namespace atmqtt::io
