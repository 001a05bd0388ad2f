// As in the file under test: the kernel's interface and termios.h cannot be included together.
#include <asm/termbits.h>
//
#include "io/uart_settings.hpp"
#include "io/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdlib>

namespace atmqtt::io {
namespace {

/// What the kernel holds for a device that was set up so. The device is a pseudo terminal's master.
termios2 settings_after(unsigned baud, FlowControl flow_control) {
  const UniqueFd device(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  EXPECT_FALSE(configure_uart(device.get(), baud, flow_control));
  termios2 settings = {};
  EXPECT_EQ(::ioctl(device.get(), TCGETS2, &settings), 0);
  return settings;
}

TEST(uart_settings, take_any_speed) {
  for (const unsigned baud : {baud_min, 9600U, 31'250U, 115'200U, baud_max}) {
    const termios2 settings = settings_after(baud, FlowControl::none);
    EXPECT_EQ(settings.c_ispeed, baud);
    EXPECT_EQ(settings.c_ospeed, baud);
  }
}

TEST(uart_settings, are_raw_with_8_data_bits_no_parity_and_1_stop_bit) {
  const termios2 settings = settings_after(9600, FlowControl::none);
  EXPECT_EQ(settings.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), tcflag_t{CS8});
  EXPECT_EQ(settings.c_iflag, 0U);
  EXPECT_EQ(settings.c_oflag, 0U);
  EXPECT_EQ(settings.c_lflag, 0U);
}

TEST(uart_settings, turn_flow_control_on) {
  EXPECT_NE(settings_after(9600, FlowControl::rts_cts).c_cflag & CRTSCTS, 0U);
}

TEST(uart_settings, tell_that_a_file_is_no_device) {
  const UniqueFd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
  EXPECT_EQ(configure_uart(file.get(), 9600, FlowControl::none).value(), ENOTTY);
}

}  // namespace
}  // namespace atmqtt::io
