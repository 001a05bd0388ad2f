#include "app/foreign_modem.hpp"

#include "app/overloaded.hpp"
#include "base/check.hpp"
#include "io/host_end.hpp"
#include "io/uart_port.hpp"

#include <chrono>
#include <variant>

namespace atmqtt::app {
namespace {

constexpr std::chrono::seconds connect_time{10};

}  // namespace

io::OpenedFd ForeignModem::open_line() {
  return std::visit(
      Overloaded{
          [](const PtyOptions& pty) { return io::open_terminal(pty.link); },
          [](const SerialOptions& serial) {
            return io::open_uart(serial.device, serial.baud, serial.flow_control);
          },
          [this](const TcpOptions& tcp) {
            return io::connect_tcp(loop_, tcp.host, tcp.port, connect_time);
          },
          [](const UnixOptions& unix_socket) { return io::connect_unix(unix_socket.path); },
          [](const StdioOptions&) -> io::OpenedFd {
            check_failed("a port that has a host's end", __FILE__, __LINE__);
          },
      },
      port_);
}

}  // namespace atmqtt::app
