// A stream makes the same packets however it is cut, and no decoder reads past a body.

#include "base/buffer_pool.hpp"
#include "base/check.hpp"
#include "input.hpp"
#include "mqtt/describe.hpp"
#include "mqtt/packet_reader.hpp"
#include "support/feeds.hpp"
#include "support/recode.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace atmqtt {
namespace {

/// Small ones, so that skipped and refused sizes are reached by short inputs.
constexpr mqtt::SizeLimits size_limits{.payload_size_max = 64, .other_size_max = 128};

/// All that is in a packet, decoded from a copy behind which nothing lies that may be read.
std::string everything_in(const mqtt::RawPacket& packet, mqtt::Version version) {
  const auto exact = std::make_unique<char[]>(packet.body.size());
  packet.body.copy(exact.get(), packet.body.size());
  const mqtt::RawPacket copy{
      packet.first_octet, {exact.get(), packet.body.size()}, packet.skipped_size};
  return std::string(packet.body) + std::to_string(packet.first_octet) + ' ' +
         std::to_string(packet.skipped_size) + ' ' + mqtt::describe(copy, version) +
         support::recode(copy, version);
}

/// The packets of a stream that arrives in pieces, and why it ends.
std::string read_stream(std::string_view stream, std::size_t piece_size, mqtt::Version version) {
  BufferPool pool;
  mqtt::PacketReader reader(pool);
  std::string packets;
  bool is_malformed = false;
  support::feed(stream, piece_size, [&](std::string_view piece) {
    while (!piece.empty() && !is_malformed) {
      const auto packet = reader.read(piece, size_limits);
      if (!packet) {
        is_malformed = true;
        packets += packet.error().reason;
      } else if (*packet) {
        packets += everything_in(**packet, version) + '\n';
      } else {
        CHECK(piece.empty());
      }
    }
  });
  return packets;
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view stream = fuzz::as_text(data, size);
  for (const mqtt::Version version : {mqtt::Version::v3_1, mqtt::Version::v3_1_1}) {
    const std::string whole = read_stream(stream, stream.size() + 1, version);
    for (const std::size_t piece_size : support::piece_sizes(stream)) {
      CHECK(read_stream(stream, piece_size, version) == whole);
    }
  }
  return 0;
}
