#include "io/host_end.hpp"

#include "io/acceptor.hpp"
#include "io/pty_port.hpp"
#include "io/socket_port.hpp"
#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"

namespace atmqtt::io {
namespace {

class host_end : public LoopTest {
 protected:
  /// Whether octets pass from a host to the port and back.
  void expect_connected(DtePort& port, const UniqueFd& host) {
    write_to(host.get(), "AT\r");
    EXPECT_TRUE(run_until([this] { return recorder_.log == "+AT\r"; })) << recorder_.log;
    EXPECT_EQ(port.write("\r\nOK\r\n"), 6U);
    EXPECT_EQ(read_from(host.get(), 6), "\r\nOK\r\n");
  }

  TemporaryDirectory directory_;
  DteRecorder recorder_;
};

TEST_F(host_end, of_a_tcp_port) {
  auto acceptor = listen_tcp(loop_, "127.0.0.1", 0);
  ASSERT_TRUE(acceptor);
  const std::string description = (*acceptor)->description();
  const auto number = std::stoi(description.substr(description.rfind(':') + 1));
  const auto port = make_socket_port(loop_, std::move(*acceptor));
  port->start(recorder_);
  const auto host =
      connect_tcp(loop_, "127.0.0.1", static_cast<std::uint16_t>(number), std::chrono::seconds(5));
  ASSERT_TRUE(host) << host.error().text;
  expect_connected(*port, *host);
}

TEST_F(host_end, of_a_unix_port) {
  auto acceptor = listen_unix(loop_, directory_ / "u");
  ASSERT_TRUE(acceptor);
  const auto port = make_socket_port(loop_, std::move(*acceptor));
  port->start(recorder_);
  const auto host = connect_unix(directory_ / "u");
  ASSERT_TRUE(host) << host.error().text;
  expect_connected(*port, *host);
}

TEST_F(host_end, of_a_pty) {
  auto port = open_pty_port(loop_, directory_ / "modem");
  ASSERT_TRUE(port) << port.error().text;
  (*port)->start(recorder_);
  const auto host = open_terminal(directory_ / "modem");
  ASSERT_TRUE(host) << host.error().text;
  expect_connected(**port, *host);
}

TEST_F(host_end, that_is_not_there_is_told_in_the_words_of_the_system) {
  EXPECT_EQ(open_terminal(directory_ / "none").error().text,
            directory_ / "none" + ": No such file or directory");
  EXPECT_EQ(open_terminal("/dev/null").error().text, "/dev/null: Inappropriate ioctl for device");
  EXPECT_EQ(connect_unix(directory_ / "none").error().text,
            directory_ / "none" + ": No such file or directory");
  EXPECT_EQ(connect_unix(std::string(200, 'x')).error().text,
            std::string(200, 'x') + ": File name too long");
  EXPECT_EQ(connect_tcp(loop_, "127.0.0.1", 1, std::chrono::seconds(5)).error().text,
            "connecting to 127.0.0.1:1: Connection refused");
}

}  // namespace
}  // namespace atmqtt::io
