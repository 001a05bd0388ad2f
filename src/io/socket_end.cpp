#include "io/socket_end.hpp"

#include <sys/socket.h>

namespace atmqtt::io {
namespace {

/// How much is read and dropped before closing. A server that sends more than this at the moment of
/// the end is reset.
constexpr int drain_read_count_max = 16;

}  // namespace

void end_socket(EventLoop& loop, int fd) {
  ::shutdown(fd, SHUT_WR);
  const auto buffer = loop.read_buffer();
  for (int count = 0; count < drain_read_count_max; ++count) {
    if (::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC) <= 0) return;
  }
}

}  // namespace atmqtt::io
