#include "cmqtt/server_address.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace atmqtt::cmqtt {
namespace {

/// `host port`, or the reason for which the text is refused.
std::string parsed(std::string_view text) {
  const auto address = parse_server_address(text);
  if (!address) return std::string(address.error());
  return std::string(address->host) + ' ' + std::to_string(address->port);
}

TEST(server_address, takes_a_name_or_an_address_with_port) {
  EXPECT_EQ(parsed("tcp://broker.example:8883"), "broker.example 8883");
  EXPECT_EQ(parsed("tcp://192.0.2.1:1883"), "192.0.2.1 1883");
  EXPECT_EQ(parsed("tcp://a-b_c:1"), "a-b_c 1");
}

TEST(server_address, takes_port_1883_when_none_is_written) {
  EXPECT_EQ(parsed("tcp://broker"), "broker 1883");
  EXPECT_EQ(parsed("tcp://[::1]"), "::1 1883");
}

TEST(server_address, takes_ipv6_in_brackets) {
  EXPECT_EQ(parsed("tcp://[2001:db8::1]:65535"), "2001:db8::1 65535");
  EXPECT_EQ(parsed("tcp://[::ffff:192.0.2.1]:1"), "::ffff:192.0.2.1 1");
}

TEST(server_address, takes_ports_from_1_to_65535) {
  EXPECT_EQ(parsed("tcp://b:1"), "b 1");
  EXPECT_EQ(parsed("tcp://b:65535"), "b 65535");
  for (const std::string_view port : {"0", "00000", "65536", "99999", "100000", "-1", "+1", "1a",
                                      "", " 1", "1 ", "0x1", "1/", "1:1"}) {
    EXPECT_EQ(parsed("tcp://b:" + std::string(port)),
              "the port of the server address is not a number from 1 to 65535")
        << port;
  }
}

TEST(server_address, wants_the_scheme_tcp) {
  for (const std::string_view text :
       {"", "tcp", "tcp:", "tcp:/", "broker", "broker:1883", "ssl://broker", "mqtt://broker",
        " tcp://broker", "//broker"}) {
    EXPECT_EQ(parsed(text), "the server address does not begin with tcp://") << text;
  }
}

TEST(server_address, wants_a_host) {
  EXPECT_EQ(parsed("tcp://"), "the server address names no host");
  EXPECT_EQ(parsed("tcp://:1883"), "the server address names no host");
  EXPECT_EQ(parsed("tcp://[]:1883"), "the server address names no host");
}

TEST(server_address, lets_nothing_follow_the_port) {
  EXPECT_EQ(parsed("tcp://[::1]x"), "something else than a port follows the host");
  EXPECT_EQ(parsed("tcp://[::1]/"), "something else than a port follows the host");
  EXPECT_FALSE(parse_server_address("tcp://broker/path"));
  EXPECT_FALSE(parse_server_address("tcp://broker/"));
  EXPECT_FALSE(parse_server_address("tcp://broker?x"));
}

TEST(server_address, refuses_octets_that_no_host_has) {
  for (const char octet : std::string_view("/?#@[]\"\\ \r\n\x01\x7F\0", 14)) {
    EXPECT_FALSE(parse_server_address("tcp://bro" + std::string(1, octet) + "ker"))
        << static_cast<int>(octet);
  }
  EXPECT_FALSE(parse_server_address("tcp://user:pass@broker"));
}

TEST(server_address, refuses_brackets_without_an_address) {
  EXPECT_EQ(parsed("tcp://[::1"), "a bracket of the server address is not closed");
  EXPECT_EQ(parsed("tcp://[broker]"),
            "what stands in brackets in the server address is no IPv6 address");
  EXPECT_FALSE(parse_server_address("tcp://2001:db8::1"));
}

TEST(server_address, returns_a_view_of_the_text) {
  const std::string_view text = "tcp://broker:1";
  EXPECT_EQ(parse_server_address(text)->host.data(), text.data() + 6);
}

}  // namespace
}  // namespace atmqtt::cmqtt
