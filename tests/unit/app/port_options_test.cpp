#include "app/port_options.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

std::string error_of(std::string_view name, std::optional<std::string_view> value) {
  const auto port = parse_port(name, value);
  return port ? "" : port.error();
}

TEST(port_options, reads_a_pty_with_and_without_a_link) {
  EXPECT_EQ(parse_port("pty", std::nullopt), PortOptions(PtyOptions{}));
  EXPECT_EQ(parse_port("pty", "/tmp/modem"), PortOptions(PtyOptions{"/tmp/modem"}));
  EXPECT_EQ(error_of("pty", ""), "must be the LINK to the terminal, or have no value");
}

TEST(port_options, reads_a_serial_device) {
  using io::FlowControl;
  EXPECT_EQ(parse_port("serial", "/dev/ttyS0"), PortOptions(SerialOptions{"/dev/ttyS0"}));
  EXPECT_EQ(parse_port("serial", "/dev/ttyS0:50"), PortOptions(SerialOptions{"/dev/ttyS0", 50}));
  EXPECT_EQ(parse_port("serial", "/dev/ttyS0:4000000:rtscts"),
            PortOptions(SerialOptions{"/dev/ttyS0", 4'000'000, FlowControl::rts_cts}));
  EXPECT_EQ(parse_port("serial", "/dev/by-path/usb-0:1:1.0-port0:9600"),
            PortOptions(SerialOptions{"/dev/by-path/usb-0:1:1.0-port0", 9600}));
}

TEST(port_options, says_what_a_serial_device_must_be) {
  const std::string baud = "must be DEVICE[:BAUD[:rtscts]] with BAUD 50 to 4000000";
  EXPECT_EQ(error_of("serial", "/dev/ttyS0:49"), baud);
  EXPECT_EQ(error_of("serial", "/dev/ttyS0:4000001"), baud);
  EXPECT_EQ(error_of("serial", "/dev/ttyS0:9600:xonxoff"), baud);
  EXPECT_EQ(error_of("serial", "/dev/by-path/usb-0:1:1.0-port0"), baud);
  EXPECT_EQ(error_of("serial", "/dev/ttyS0:rtscts"),
            "must have a BAUD before :rtscts, as in /dev/ttyUSB0:115200:rtscts");
  EXPECT_EQ(error_of("serial", ""), "must be DEVICE[:BAUD[:rtscts]], as in /dev/ttyUSB0:115200");
}

TEST(port_options, reads_a_tcp_port_on_loopback_unless_told) {
  EXPECT_EQ(parse_port("tcp", "0"), PortOptions(TcpOptions{"127.0.0.1", 0}));
  EXPECT_EQ(parse_port("tcp", ":65535"), PortOptions(TcpOptions{"127.0.0.1", 65535}));
  EXPECT_EQ(parse_port("tcp", "0.0.0.0:7000"), PortOptions(TcpOptions{"0.0.0.0", 7000}));
  EXPECT_EQ(parse_port("tcp", "[::1]:7000"), PortOptions(TcpOptions{"::1", 7000}));
}

TEST(port_options, says_what_a_tcp_port_must_be) {
  const std::string expected =
      "must be HOST:PORT with PORT 0 to 65535, as in 127.0.0.1:0 or [::1]:7000";
  for (const char* value : {"", "host", "host:", "host:65536", "65536", "::1:7000"}) {
    EXPECT_EQ(error_of("tcp", value), expected) << value;
  }
  EXPECT_EQ(error_of("tcp", std::nullopt), expected);
}

TEST(port_options, reads_a_unix_socket_and_standard_input) {
  EXPECT_EQ(parse_port("unix", "/tmp/x"), PortOptions(UnixOptions{"/tmp/x"}));
  EXPECT_EQ(error_of("unix", ""), "must be the PATH of a socket");
  EXPECT_EQ(error_of("unix", std::nullopt), "must be the PATH of a socket");
  EXPECT_EQ(parse_port("stdio", std::nullopt), PortOptions(StdioOptions{}));
  EXPECT_EQ(error_of("stdio", ""), "takes no value");
  EXPECT_EQ(error_of("stdio", "x"), "takes no value");
}

}  // namespace
}  // namespace atmqtt::app
