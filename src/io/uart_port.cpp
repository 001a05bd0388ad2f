#include "io/uart_port.hpp"

#include "io/log.hpp"
#include "io/stream_port.hpp"
#include "io/timer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace atmqtt::io {
namespace {

/// Start bit, eight data bits, stop bit.
constexpr int bits_per_octet = 10;

/// What a UART holds beside the queue that the system tells of.
constexpr int fifo_size = 64;

/// A stream whose line can be changed while it is open.
class UartPort final : public StreamPort {
 public:
  UartPort(EventLoop& loop, UniqueFd fd, std::string device, const SerialLine& line)
      : StreamPort(loop, std::move(fd), "serial " + device + " " + std::to_string(line.baud),
                   PortEnd::failed),
        device_(std::move(device)),
        line_(line),
        timer_(loop.context()) {}

  SerialLine serial_line() const override { return line_; }

  std::size_t write(std::string_view octets) override {
    // Until the change is made nothing more goes out: it would be the wrong speed.
    if (!next_line_) return StreamPort::write(octets);
    is_writer_held_ = true;
    return 0;
  }

  void set_serial_line(const SerialLine& line) override {
    if (line == line_ && !next_line_) return;
    next_line_ = line;
    timer_.expires_after(time_to_drain());
    timer_.async_wait(handler([this](boost::system::error_code error) {
      if (!error) change();
    }));
  }

 private:
  void retire() override {
    timer_.cancel();
    StreamPort::retire();
  }

  /// The system can wait for the last octet itself, but then holds the whole process, and for ever
  /// when the peer's CTS does.
  std::chrono::nanoseconds time_to_drain() {
    int queued = 0;
    if (::ioctl(channel().fd(), TIOCOUTQ, &queued) != 0) queued = 0;
    const std::int64_t bits = std::int64_t{queued + fifo_size} * bits_per_octet;
    return std::chrono::nanoseconds(bits * 1'000'000'000 / std::max(line_.baud, 1));
  }

  void change() {
    const SerialLine line = *next_line_;
    next_line_.reset();
    const auto error = configure_uart(channel().fd(), static_cast<unsigned>(line.baud),
                                      line.rts_cts ? FlowControl::rts_cts : FlowControl::none);
    if (error) {
      log_warning("serial " + device_ + ": " + std::to_string(line.baud) +
                  " baud: " + error.message());
    } else {
      line_ = line;
    }
    if (std::exchange(is_writer_held_, false)) listener().on_dte_writable();
  }

  std::string device_;
  SerialLine line_;
  std::optional<SerialLine> next_line_;
  Timer timer_;
  bool is_writer_held_ = false;
};

}  // namespace

OpenedFd open_uart(const std::string& device, unsigned baud, FlowControl flow_control) {
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
  return fd;
}

OpenedPort open_uart_port(EventLoop& loop, const std::string& device, unsigned baud,
                          FlowControl flow_control) {
  auto fd = open_uart(device, baud, flow_control);
  if (!fd) return tl::unexpected(fd.error());
  const SerialLine line{static_cast<int>(baud), flow_control == FlowControl::rts_cts};
  return make_async<UartPort>(loop, std::move(*fd), device, line);
}

}  // namespace atmqtt::io
