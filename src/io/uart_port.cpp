#include "io/uart_port.hpp"

#include "io/stream_port.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

namespace atmqtt::io {

OpenedPort open_uart_port(EventLoop& loop, const std::string& device, unsigned baud,
                          FlowControl flow_control) {
  UniqueFd fd(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(system_error(device));
  if (::isatty(fd.get()) == 0) return tl::unexpected(OpenError{device + ": not a serial device"});
  // TIOCEXCL keeps others out but not the superuser, whose programs honour the lock.
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return tl::unexpected(OpenError{device + ": in use by another process"});
  }
  if (::ioctl(fd.get(), TIOCEXCL) != 0) return tl::unexpected(system_error(device));
  if (const auto error = configure_uart(fd.get(), baud, flow_control)) {
    return tl::unexpected(OpenError{device + ": " + error.message()});
  }
  std::string description = "serial " + device + " " + std::to_string(baud);
  return make_async<StreamPort>(loop, std::move(fd), std::move(description), PortEnd::failed);
}

}  // namespace atmqtt::io
