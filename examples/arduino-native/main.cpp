// The sketch, and what stands for the board: a serial line at the pty ATMQTT_PORT.

#include "MqttModem.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

unsigned long millis() {
  using namespace std::chrono;
  return static_cast<unsigned long>(
      duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

class SerialLine final : public Stream {
 public:
  explicit SerialLine(const char* device) : fd_(::open(device, O_RDWR | O_NOCTTY)) {
    termios attributes = {};
    ::tcgetattr(fd_, &attributes);
    ::cfmakeraw(&attributes);
    ::tcsetattr(fd_, TCSANOW, &attributes);
  }

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

  /// Waits a little, so that looking again and again costs no processor.
  int available() override {
    pollfd line = {fd_, POLLIN, 0};
    return ::poll(&line, 1, 10) == 1 ? 1 : 0;
  }

  int read() override {
    unsigned char octet = 0;
    return ::read(fd_, &octet, 1) == 1 ? octet : -1;
  }

  std::size_t write(std::uint8_t octet) override { return ::write(fd_, &octet, 1) == 1 ? 1 : 0; }

 private:
  int fd_;
};

int main() {
  const char* device = std::getenv("ATMQTT_PORT");
  SerialLine line(device == nullptr ? "/dev/ttyUSB2" : device);
  MqttModem modem(line);
  if (!line.is_open() || !modem.begin() || !modem.connect("arduino", "broker.example") ||
      !modem.publish("sensors/door", "open")) {
    std::puts("failed");
    return 1;
  }
  std::puts("published");
  return 0;
}
