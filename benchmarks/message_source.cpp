// A server that gives a subscriber a stream of messages as fast as he takes it, so that neither a
// broker nor a publisher is what is measured.
//
//   message_source COUNT PAYLOAD_SIZE QOS
//
// Prints its port. It serves one connection after the other, and sends the messages when a
// SUBSCRIBE has come. Of QoS 1 and 2 no more are unfinished than mosquitto allows by itself.

#include "line.hpp"

#include <poll.h>

#include <algorithm>

namespace {

constexpr int unfinished_max = 20;

class Stream {
 public:
  Stream(int fd, int count, std::size_t payload_size, int qos)
      : fd_(fd), count_(count), payload_size_(payload_size), qos_(qos) {}

  /// Until the client goes.
  void run() {
    for (;;) {
      if (is_subscribed_) fill();
      pollfd events = {fd_, static_cast<short>(output_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
      line::require(::poll(&events, 1, -1), "poll");
      if ((events.revents & POLLOUT) != 0) write();
      if ((events.revents & ~POLLOUT) != 0 && !read()) return;
    }
  }

 private:
  static constexpr std::size_t output_size = 256 * 1024;

  void fill() {
    while (sent_ < count_ && output_.size() < output_size &&
           (qos_ == 0 || sent_ - finished_ < unfinished_max)) {
      append_message();
      ++sent_;
    }
  }

  void append_message() {
    const std::size_t length = 3 + (qos_ > 0 ? 2 : 0) + payload_size_;
    output_ += static_cast<char>(0x30 | qos_ << 1);
    for (std::size_t rest = length; rest > 0; rest /= 128) {
      output_ += static_cast<char>(rest % 128 | (rest >= 128 ? 128 : 0));
    }
    output_.append("\0\1s", 3);
    if (qos_ > 0) append_identifier(static_cast<unsigned>(sent_ % 65535 + 1));
    output_.append(payload_size_, 'x');
  }

  void append_identifier(unsigned identifier) {
    output_ += static_cast<char>(identifier >> 8);
    output_ += static_cast<char>(identifier & 255);
  }

  void write() {
    const ssize_t count = ::send(fd_, output_.data(), output_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) output_.erase(0, static_cast<std::size_t>(count));
  }

  bool read() {
    char buffer[16 * 1024];
    const ssize_t count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    input_.append(buffer, static_cast<std::size_t>(count));
    std::size_t at = 0;
    // What clients send here has a length of one octet.
    while (at + 2 <= input_.size()) {
      const std::size_t size = 2 + static_cast<unsigned char>(input_[at + 1]);
      if (at + size > input_.size()) break;
      take(std::string_view(input_).substr(at, size));
      at += size;
    }
    input_.erase(0, at);
    return true;
  }

  void take(std::string_view packet) {
    switch (static_cast<unsigned char>(packet[0]) >> 4) {
      case 1: output_.append("\x20\x02\0\0", 4); break;
      case 4:
      case 7: ++finished_; break;
      case 5: output_.append("\x62\x02").append(packet.substr(2, 2)); break;
      case 8:
        output_.append("\x90\x03").append(packet.substr(2, 2)) += static_cast<char>(qos_);
        is_subscribed_ = true;
        break;
      case 12: output_.append("\xD0\0", 2); break;
      default: break;
    }
  }

  int fd_;
  int count_;
  std::size_t payload_size_;
  int qos_;
  std::string input_;
  std::string output_;
  int sent_ = 0;
  int finished_ = 0;
  bool is_subscribed_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int listener = line::listen_tcp();
  line::say(std::to_string(line::port_of(listener)));
  for (;;) {
    const int fd = line::require(::accept(listener, nullptr, nullptr), "accept");
    line::send_at_once(fd);
    Stream(fd, std::atoi(argv[1]), static_cast<std::size_t>(std::atoi(argv[2])), std::atoi(argv[3]))
        .run();
    ::close(fd);
  }
}
