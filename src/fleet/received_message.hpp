#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::fleet {

/// A message as a host reads it, its chunks put together.
struct ReceivedMessage {
  int client{};
  std::string topic;
  std::string payload;
};

/// What stands at the front of a modem's output.
struct GroupRead {
  enum class Kind : unsigned char {
    complete,    ///< an RX group of `size` octets
    incomplete,  ///< as far as it goes
    different,   ///< something else
  };
  Kind kind{};
  std::size_t size = 0;
};

/// Reads an RX group, from +CMQTTRXSTART to +CMQTTRXEND, however it is cut into chunks. `message`
/// is only good when it is complete; it is an argument so that its memory is used again.
[[nodiscard]] GroupRead read_rx_group(std::string_view output, ReceivedMessage& message);

}  // namespace atmqtt::fleet
