#pragma once

#include "base/buffer_pool.hpp"
#include "mqtt/control_packet.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace atmqtt::mqtt {

/// How much of a packet is accepted.
struct SizeLimits {
  std::size_t payload_size_max{};  ///< of PUBLISH; a larger payload is skipped
  std::size_t other_size_max{};    ///< Remaining Length of other packets; a larger one is malformed
};

/// How a packet at the front of some octets is framed.
struct Frame {
  std::size_t header_size{};  ///< first octet and Remaining Length, 2 to 5
  std::size_t size{};         ///< the whole packet
  std::size_t kept_size{};    ///< the same without a payload that is to be skipped
};

/// The frame of the packet that begins with `octets`, nothing when they are too few to tell (at
/// most 7 are needed). Malformed: a Remaining Length of more than four octets, a reserved packet
/// type, a packet that is not of its type's fixed size or above limits.other_size_max.
[[nodiscard]] tl::expected<std::optional<Frame>, Malformed> find_frame(std::string_view octets,
                                                                       const SizeLimits& limits);

/// Cuts the octets of a link into packets, however they arrive. It copies nothing while whole
/// packets are handed in; the rest of a read is gathered in a pooled buffer that grows with what
/// has really come, to at most the limits plus the 65,539 octets of a topic and its surroundings.
class PacketReader {
 public:
  explicit PacketReader(BufferPool& pool) : gathered_(pool) {}

  /// Takes at most one packet from the front of `octets` and removes what it used. Nothing: all
  /// octets are used and the packet is not complete. The result has views of `octets` or of this
  /// object and is valid until the next call, which gives the buffer back. After Malformed only
  /// reset() may follow: the octets behind cannot be cut into packets.
  [[nodiscard]] tl::expected<std::optional<RawPacket>, Malformed> read(std::string_view& octets,
                                                                       const SizeLimits& limits);

  /// Forgets a partial packet.
  void reset();

 private:
  [[nodiscard]] tl::expected<std::optional<RawPacket>, Malformed> gather(std::string_view& octets,
                                                                         const SizeLimits& limits);

  PooledString gathered_;       // the kept octets of the packet so far
  std::optional<Frame> frame_;  // of the gathered packet, once known
  std::size_t used_size_ = 0;   // octets of the gathered packet so far, kept or skipped
};

}  // namespace atmqtt::mqtt
