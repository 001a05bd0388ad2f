// The kernel's own interface, because termios.h knows only a list of speeds. The two cannot be
// included together.
#include <asm/termbits.h>
//
#include "io/uart_settings.hpp"

#include <sys/ioctl.h>

#include <cerrno>

namespace atmqtt::io {

std::error_code configure_uart(int fd, unsigned baud, FlowControl flow_control) {
  termios2 settings = {};
  settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
  if (flow_control == FlowControl::rts_cts) settings.c_cflag |= CRTSCTS;
  settings.c_ispeed = baud;
  settings.c_ospeed = baud;
  settings.c_cc[VMIN] = 1;
  if (::ioctl(fd, TCSETS2, &settings) != 0) return {errno, std::generic_category()};
  return {};
}

}  // namespace atmqtt::io
