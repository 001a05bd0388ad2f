// The driver of ../arduino-native, tested by Unity against the modem at ATMQTT_PORT.

#include "MqttModem.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#include <unity.h>

#include <chrono>
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
  ~SerialLine() override { ::close(fd_); }
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

void setUp() {}
void tearDown() {}

static void test_a_message_is_published() {
  const char* device = std::getenv("ATMQTT_PORT");
  TEST_ASSERT_NOT_NULL_MESSAGE(device, "run it by atmqtt --exec");
  SerialLine line(device);
  MqttModem modem(line);
  TEST_ASSERT_TRUE(modem.begin());
  TEST_ASSERT_TRUE(modem.connect("platformio", "broker.example"));
  TEST_ASSERT_TRUE(modem.publish("sensors/door", "open"));
}

int main() {
  UNITY_BEGIN();
  RUN_TEST(test_a_message_is_published);
  return UNITY_END();
}
