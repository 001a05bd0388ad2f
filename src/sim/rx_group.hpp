#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::sim {

/// How an RX group is cut: the settings rx.topic_chunk and rx.payload_chunk.
struct RxChunks {
  std::size_t topic{};
  std::size_t payload{};
};

/// The octets by which a modem delivers a message to its host. Written apart from the modem's own
/// code, so that one can be wrong without the other.
[[nodiscard]] std::string rx_group(int client, std::string_view topic, std::string_view payload,
                                   const RxChunks& chunks);

}  // namespace atmqtt::sim
