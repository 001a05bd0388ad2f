#include "io/uart_port.hpp"

#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"

#include <asm/termbits.h>
#include <sys/ioctl.h>

#include <cstdlib>

namespace atmqtt::io {
namespace {

/// A pseudo terminal stands for the cable: its master is the host's end.
class uart_port : public LoopTest {
 protected:
  void SetUp() override {
    cable_ = UniqueFd(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    ASSERT_EQ(::grantpt(cable_.get()), 0);
    ASSERT_EQ(::unlockpt(cable_.get()), 0);
    char name[64];
    ASSERT_EQ(::ptsname_r(cable_.get(), name, sizeof name), 0);
    device_ = name;
  }

  /// Which speed the device has, and whether RTS and CTS count.
  [[nodiscard]] SerialLine line_of_device() const {
    termios2 settings = {};
    EXPECT_EQ(::ioctl(cable_.get(), TCGETS2, &settings), 0);
    return {static_cast<int>(settings.c_ospeed), (settings.c_cflag & CRTSCTS) != 0};
  }

  UniqueFd cable_;
  std::string device_;
  DteRecorder recorder_;
};

TEST_F(uart_port, carries_octets_unchanged_both_ways) {
  auto opened = open_uart_port(loop_, device_, 115200, FlowControl::none);
  ASSERT_TRUE(opened) << opened.error().text;
  const AsyncPtr<DtePort> port = std::move(*opened);
  EXPECT_EQ(port->description(), "serial " + device_ + " 115200");
  port->start(recorder_);
  std::string all;
  for (int value = 0; value < 256; ++value) all += static_cast<char>(value);
  write_to(cable_.get(), all);
  EXPECT_TRUE(run_until([&] { return recorder_.log == "+" + all; }));
  EXPECT_EQ(port->write(all), all.size());
  EXPECT_EQ(read_from(cable_.get(), all.size()), all);
}

TEST_F(uart_port, changes_its_line_when_what_was_written_before_is_out) {
  auto opened = open_uart_port(loop_, device_, 115200, FlowControl::none);
  ASSERT_TRUE(opened) << opened.error().text;
  const AsyncPtr<DtePort> port = std::move(*opened);
  EXPECT_EQ(port->serial_line(), (SerialLine{115200, false}));
  port->start(recorder_);
  EXPECT_EQ(port->write("OK"), 2U);
  port->set_serial_line({9600, true});
  EXPECT_EQ(line_of_device(), (SerialLine{115200, false}));
  EXPECT_EQ(port->write("later"), 0U);
  EXPECT_TRUE(run_until([this] { return recorder_.writable_count == 1; }));
  EXPECT_EQ(line_of_device(), (SerialLine{9600, true}));
  EXPECT_EQ(port->serial_line(), (SerialLine{9600, true}));
  EXPECT_EQ(port->write("later"), 5U);
  EXPECT_EQ(read_from(cable_.get(), 7), "OKlater");
}

TEST_F(uart_port, fails_when_the_device_goes) {
  auto opened = open_uart_port(loop_, device_, 115200, FlowControl::none);
  ASSERT_TRUE(opened);
  (*opened)->start(recorder_);
  ::testing::internal::CaptureStderr();
  cable_ = UniqueFd();
  EXPECT_TRUE(run_until([this] { return recorder_.log == "+-!"; }));
  EXPECT_EQ(recorder_.end, PortEnd::failed);
  EXPECT_EQ(::testing::internal::GetCapturedStderr().substr(0, 15), "error: serial /");
}

TEST_F(uart_port, is_used_by_one_process_at_a_time) {
  const auto first = open_uart_port(loop_, device_, 115200, FlowControl::none);
  ASSERT_TRUE(first);
  EXPECT_FALSE(open_uart_port(loop_, device_, 115200, FlowControl::none));
}

TEST_F(uart_port, refuses_what_is_no_serial_device) {
  const auto file = open_uart_port(loop_, "/dev/null", 115200, FlowControl::none);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().text, "/dev/null: not a serial device");
  const auto nothing = open_uart_port(loop_, "/nowhere", 115200, FlowControl::none);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().text, "/nowhere: No such file or directory");
}

}  // namespace
}  // namespace atmqtt::io
