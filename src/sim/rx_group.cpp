#include "sim/rx_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace atmqtt::sim {
namespace {

void append_chunks(std::string& out, std::string_view name, int client, std::string_view octets,
                   std::size_t chunk_size) {
  while (!octets.empty()) {
    const std::string_view chunk = octets.substr(0, chunk_size);
    fmt::format_to(std::back_inserter(out), "+CMQTTRX{}: {},{}\r\n{}\r\n", name, client,
                   chunk.size(), chunk);
    octets.remove_prefix(chunk.size());
  }
}

}  // namespace

std::string rx_group(int client, std::string_view topic, std::string_view payload,
                     const RxChunks& chunks) {
  std::string out =
      fmt::format("\r\n+CMQTTRXSTART: {},{},{}\r\n", client, topic.size(), payload.size());
  append_chunks(out, "TOPIC", client, topic, chunks.topic);
  append_chunks(out, "PAYLOAD", client, payload, chunks.payload);
  out += fmt::format("+CMQTTRXEND: {}\r\n", client);
  return out;
}

}  // namespace atmqtt::sim
