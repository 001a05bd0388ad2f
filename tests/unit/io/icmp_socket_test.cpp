#include "io/icmp_socket.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace atmqtt::io {
namespace {

using boost::asio::ip::make_address;

int refuse(int, int, int) {
  errno = EACCES;
  return -1;
}

int open_only_raw(int domain, int type, int protocol) {
  if ((type & SOCK_RAW) == SOCK_RAW) return ::socket(domain, type, protocol);
  errno = EACCES;
  return -1;
}

/// The reply to one request to this machine, within 10 s.
std::optional<EchoReply> ping_once(IcmpSocket& socket, std::uint16_t sequence) {
  EXPECT_FALSE(socket.send(sequence, 64));
  for (int i = 0; i < 100; ++i) {
    pollfd waited = {socket.fd(), POLLIN, 0};
    static_cast<void>(::poll(&waited, 1, 100));
    if (const auto reply = socket.receive()) return reply;
  }
  return std::nullopt;
}

void expect_reply_from(const char* address, IcmpSocket::Open open) {
  auto opened = IcmpSocket::open(make_address(address), 77, open);
  if (!opened) GTEST_SKIP() << opened.error();
  const auto reply = ping_once(*opened, 7);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->sequence, 7);
  EXPECT_GT(reply->ttl, 0);
  EXPECT_FALSE(opened->receive());
}

TEST(icmp_socket, names_what_is_missing) {
  const auto refused = IcmpSocket::open(make_address("127.0.0.1"), 64, refuse);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            "no ICMP socket: the group of this process is not within net.ipv4.ping_group_range "
            "(Permission denied), and it has not CAP_NET_RAW (Permission denied)");
}

TEST(icmp_socket, gets_the_reply_of_this_machine) { expect_reply_from("127.0.0.1", nullptr); }

TEST(icmp_socket, gets_it_through_a_raw_socket) { expect_reply_from("127.0.0.1", open_only_raw); }

TEST(icmp_socket, gets_it_by_ipv6) {
  auto opened = IcmpSocket::open(make_address("::1"), 77);
  if (!opened || opened->send(1, 8)) GTEST_SKIP() << "this machine has no IPv6";
  expect_reply_from("::1", nullptr);
}

TEST(icmp_socket, does_not_take_the_reply_of_another_process) {
  auto ours = IcmpSocket::open(make_address("127.0.0.1"), 64);
  auto theirs = IcmpSocket::open(make_address("127.0.0.1"), 64);
  if (!ours || !theirs) GTEST_SKIP() << ours.error();
  ASSERT_TRUE(ping_once(*theirs, 3));
  EXPECT_FALSE(ours->receive());
}

}  // namespace
}  // namespace atmqtt::io
