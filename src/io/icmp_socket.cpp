#include "io/icmp_socket.hpp"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <random>
#include <vector>

namespace atmqtt::io {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t packet_size_max = 2048;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* generic() const {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

SocketAddress to_socket_address(const boost::asio::ip::address& address) {
  SocketAddress result;
  if (address.is_v4()) {
    auto* ipv4 = reinterpret_cast<sockaddr_in*>(&result.storage);
    ipv4->sin_family = AF_INET;
    ipv4->sin_addr.s_addr = htonl(address.to_v4().to_uint());
    result.size = sizeof *ipv4;
  } else {
    auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_scope_id = static_cast<std::uint32_t>(address.to_v6().scope_id());
    const auto octets = address.to_v6().to_bytes();
    std::memcpy(&ipv6->sin6_addr, octets.data(), octets.size());
    result.size = sizeof *ipv6;
  }
  return result;
}

/// The sum of RFC 1071 over a packet whose checksum field is 0.
std::uint16_t checksum(const std::vector<unsigned char>& packet) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < packet.size(); i += 2) {
    const unsigned low = i + 1 < packet.size() ? packet[i + 1] : 0;
    sum += static_cast<unsigned>(packet[i]) << 8 | low;
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void put(unsigned char* place, std::uint16_t value) {
  place[0] = static_cast<unsigned char>(value >> 8);
  place[1] = static_cast<unsigned char>(value & 0xFF);
}

std::uint16_t get(const unsigned char* place) {
  return static_cast<std::uint16_t>(place[0] << 8 | place[1]);
}

/// The hop limit that the kernel delivers beside the packet.
int ttl_of(msghdr& message) {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    const bool is_ttl = (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_TTL) ||
                        (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_HOPLIMIT);
    if (!is_ttl) continue;
    int ttl = 0;
    std::memcpy(&ttl, CMSG_DATA(each), sizeof ttl);
    return ttl;
  }
  return 0;
}

std::string reason_of(int error) {
  return std::error_code(error, std::generic_category()).message();
}

}  // namespace

tl::expected<IcmpSocket, std::string> IcmpSocket::open(const boost::asio::ip::address& address,
                                                       int ttl, Open open) {
  if (open == nullptr) open = ::socket;
  const int domain = address.is_v4() ? AF_INET : AF_INET6;
  const int protocol = address.is_v4() ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
  constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  bool is_raw = false;
  UniqueFd fd(open(domain, SOCK_DGRAM | flags, protocol));
  if (!fd.is_open()) {
    const int datagram_error = errno;
    is_raw = true;
    fd = UniqueFd(open(domain, SOCK_RAW | flags, protocol));
    if (!fd.is_open()) {
      return tl::unexpected(
          "no ICMP socket: the group of this process is not within "
          "net.ipv4.ping_group_range (" +
          reason_of(datagram_error) + "), and it has not CAP_NET_RAW (" + reason_of(errno) + ")");
    }
  }
  const int on = 1;
  const int level = address.is_v4() ? int{IPPROTO_IP} : int{IPPROTO_IPV6};
  const int hops = address.is_v4() ? IP_TTL : IPV6_UNICAST_HOPS;
  const int tell_hops = address.is_v4() ? IP_RECVTTL : IPV6_RECVHOPLIMIT;
  if (::setsockopt(fd.get(), level, hops, &ttl, sizeof ttl) != 0 ||
      ::setsockopt(fd.get(), level, tell_hops, &on, sizeof on) != 0) {
    return tl::unexpected("ICMP socket: " + reason_of(errno));
  }
  return IcmpSocket(std::move(fd), is_raw, address);
}

IcmpSocket::IcmpSocket(UniqueFd fd, bool is_raw, const boost::asio::ip::address& address)
    : fd_(std::move(fd)),
      is_raw_(is_raw),
      address_(address),
      identifier_(static_cast<std::uint16_t>(std::random_device{}())) {}

std::error_code IcmpSocket::send(std::uint16_t sequence, int size) {
  std::vector<unsigned char> packet(header_size + static_cast<std::size_t>(size));
  packet[0] = is_v6() ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
  put(&packet[4], identifier_);
  put(&packet[6], sequence);
  for (std::size_t i = header_size; i < packet.size(); ++i) {
    packet[i] = static_cast<unsigned char>(i);
  }
  // For ICMPv6 the kernel does it, because the addresses belong to the sum.
  if (!is_v6()) put(&packet[2], checksum(packet));
  const SocketAddress to = to_socket_address(address_);
  const ssize_t sent = ::sendto(fd_.get(), packet.data(), packet.size(), 0, to.generic(), to.size);
  if (sent < 0) return {errno, std::generic_category()};
  return {};
}

std::optional<EchoReply> IcmpSocket::receive() {
  while (true) {
    std::array<unsigned char, packet_size_max> packet;
    alignas(cmsghdr) std::array<char, 128> control;
    iovec part = {packet.data(), packet.size()};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(fd_.get(), &message, 0);
    if (size < 0 && errno == EINTR) continue;
    // An error that an ICMP message has left in the socket is told once and cleared.
    if (size < 0) return std::nullopt;
    const auto reply = parse(packet.data(), static_cast<std::size_t>(size), ttl_of(message));
    if (reply) return reply;
  }
}

/// A raw socket gets every ICMP packet of the machine, for IPv4 with its IP header in front.
std::optional<EchoReply> IcmpSocket::parse(const unsigned char* octets, std::size_t size,
                                           int ttl) const {
  if (is_raw_ && !is_v6()) {
    if (size == 0) return std::nullopt;
    const std::size_t ip_size = static_cast<std::size_t>(octets[0] & 0x0F) * 4;
    if (size < ip_size) return std::nullopt;
    octets += ip_size;
    size -= ip_size;
  }
  const int reply_type = is_v6() ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY;
  if (size < header_size || octets[0] != reply_type) return std::nullopt;
  if (is_raw_ && get(octets + 4) != identifier_) return std::nullopt;
  return EchoReply{get(octets + 6), ttl};
}

}  // namespace atmqtt::io
