#include "io/host_port.hpp"

#include <gtest/gtest.h>

namespace atmqtt::io {
namespace {

TEST(host_port, reads_host_and_port) {
  EXPECT_EQ(parse_host_port("host:1883"), (HostPort{"host", 1883}));
  EXPECT_EQ(parse_host_port("host"), (HostPort{"host", std::nullopt}));
  EXPECT_EQ(parse_host_port(":7"), (HostPort{"", 7}));
  EXPECT_EQ(parse_host_port("[::1]:7"), (HostPort{"::1", 7}));
  EXPECT_EQ(parse_host_port("[fe80::1]"), (HostPort{"fe80::1", std::nullopt}));
}

TEST(host_port, takes_ports_from_0_to_65535) {
  EXPECT_EQ(parse_host_port("h:0"), (HostPort{"h", 0}));
  EXPECT_EQ(parse_host_port("h:65535"), (HostPort{"h", 65535}));
  EXPECT_EQ(parse_host_port("h:65536"), std::nullopt);
  EXPECT_EQ(parse_host_port("h:-1"), std::nullopt);
}

TEST(host_port, refuses_what_is_not_well_formed) {
  for (const char* text : {"h:", "h:x", "h:1x", "h:1:2", "::1", "[::1", "[::1]7", "[::1]:"}) {
    EXPECT_EQ(parse_host_port(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace atmqtt::io
