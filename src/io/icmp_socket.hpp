#pragma once

#include "io/unique_fd.hpp"

#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

namespace atmqtt::io {

/// A reply to an echo request of ours.
struct EchoReply {
  std::uint16_t sequence{};
  int ttl{};
};

/// Sends ICMP echo requests to one address and takes the replies to them. What of this the kernel
/// does and what is left to us depends on the kind of the socket, which nobody outside sees.
class IcmpSocket {
 public:
  /// Opens a socket; returns a descriptor, or -1 and errno. Replaced in tests.
  using Open = int (*)(int domain, int type, int protocol);

  /// Tries the socket that is open to the groups of net.ipv4.ping_group_range, then the raw one,
  /// which takes the capability CAP_NET_RAW. The error names both.
  [[nodiscard]] static tl::expected<IcmpSocket, std::string> open(
      const boost::asio::ip::address& address, int ttl, Open open = nullptr);

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Does not block. A request that the system does not take is as good as lost.
  [[nodiscard]] std::error_code send(std::uint16_t sequence, int size);

  /// Takes what has come up to the next reply to a request of ours, if there is one.
  [[nodiscard]] std::optional<EchoReply> receive();

 private:
  IcmpSocket(UniqueFd fd, bool is_raw, const boost::asio::ip::address& address);

  [[nodiscard]] bool is_v6() const { return address_.is_v6(); }
  [[nodiscard]] std::optional<EchoReply> parse(const unsigned char* octets, std::size_t size,
                                               int ttl) const;

  UniqueFd fd_;
  bool is_raw_;
  boost::asio::ip::address address_;
  std::uint16_t identifier_;  ///< of a raw socket; the kernel puts its own for the other kind
};

}  // namespace atmqtt::io
