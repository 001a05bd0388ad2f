#include "mqtt/packet_reader.hpp"

#include "mqtt/octet_cursor.hpp"

#include <algorithm>
#include <cstdint>

namespace atmqtt::mqtt {
namespace {

/// What the Remaining Length of each packet type may be.
enum class Size : std::uint8_t { reserved_type, none, two, varies, publish };

constexpr Size sizes[16] = {
    Size::reserved_type,  // 0
    Size::varies,         // CONNECT
    Size::two,            // CONNACK
    Size::publish,        // PUBLISH
    Size::two,            // PUBACK
    Size::two,            // PUBREC
    Size::two,            // PUBREL
    Size::two,            // PUBCOMP
    Size::varies,         // SUBSCRIBE
    Size::varies,         // SUBACK
    Size::varies,         // UNSUBSCRIBE
    Size::two,            // UNSUBACK
    Size::none,           // PINGREQ
    Size::none,           // PINGRESP
    Size::none,           // DISCONNECT
    Size::reserved_type,  // 15
};

tl::unexpected<Malformed> malformed(std::string_view reason) {
  return tl::unexpected(Malformed{reason});
}

/// What is wrong with this Remaining Length for this type, or nothing.
std::string_view size_fault(Size size, std::size_t remaining_length, const SizeLimits& limits) {
  switch (size) {
    case Size::reserved_type: return "a reserved packet type [3.1.1 2.2.1]";
    case Size::none:
      return remaining_length == 0 ? "" : "content in a packet that has none [3.1.1 3.12]";
    case Size::two:
      return remaining_length == 2 ? "" : "a packet of fixed size with another size [3.1.1 3.4]";
    case Size::varies:
      return remaining_length <= limits.other_size_max ? "" : "a packet above the size limit";
    case Size::publish: return "";
  }
  return "";
}

/// Puts `frame` together for a PUBLISH whose header is complete. False when the topic's length,
/// which says where the payload begins, is not there yet.
bool frame_publish(std::string_view octets, std::size_t remaining_length, const SizeLimits& limits,
                   Frame& frame) {
  // What is small enough as a whole needs no closer look.
  if (remaining_length <= limits.payload_size_max || remaining_length < 2) return true;
  if (octets.size() < frame.header_size + 2) return false;
  const bool has_identifier = (static_cast<std::uint8_t>(octets[0]) & 0b0110) != 0;
  OctetCursor cursor(octets.substr(frame.header_size));
  const std::size_t before_payload = 2 + std::size_t{cursor.number()} + (has_identifier ? 2 : 0);
  const bool is_skipped = before_payload <= remaining_length &&
                          remaining_length - before_payload > limits.payload_size_max;
  if (is_skipped) frame.kept_size = frame.header_size + before_payload;
  return true;
}

RawPacket packet_of(std::string_view kept, const Frame& frame) {
  return {static_cast<std::uint8_t>(kept[0]), kept.substr(frame.header_size),
          frame.size - frame.kept_size};
}

}  // namespace

tl::expected<std::optional<Frame>, Malformed> find_frame(std::string_view octets,
                                                         const SizeLimits& limits) {
  if (octets.size() < 2) return std::nullopt;
  std::size_t remaining_length = 0;
  std::size_t used = 1;
  for (unsigned shift = 0;; shift += 7) {
    if (shift == 28) return malformed("a Remaining Length of more than 4 octets [3.1.1 2.2.3]");
    if (used == octets.size()) return std::nullopt;
    const auto octet = static_cast<std::uint8_t>(octets[used++]);
    remaining_length |= std::size_t{octet & 0x7Fu} << shift;
    if (octet < 0x80) break;
  }
  const Size size = sizes[static_cast<std::uint8_t>(octets[0]) >> 4];
  if (const auto fault = size_fault(size, remaining_length, limits); !fault.empty()) {
    return malformed(fault);
  }
  Frame frame{used, used + remaining_length, used + remaining_length};
  if (size == Size::publish && !frame_publish(octets, remaining_length, limits, frame)) {
    return std::nullopt;
  }
  return frame;
}

tl::expected<std::optional<RawPacket>, Malformed> PacketReader::read(std::string_view& octets,
                                                                     const SizeLimits& limits) {
  if (frame_ && used_size_ == frame_->size) reset();
  if (used_size_ > 0) return gather(octets, limits);

  const auto frame = find_frame(octets, limits);
  if (!frame) return tl::unexpected(frame.error());
  if (!*frame || (*frame)->size > octets.size()) return gather(octets, limits);
  const RawPacket packet = packet_of(octets.substr(0, (*frame)->kept_size), **frame);
  octets.remove_prefix((*frame)->size);
  return packet;
}

tl::expected<std::optional<RawPacket>, Malformed> PacketReader::gather(std::string_view& octets,
                                                                       const SizeLimits& limits) {
  while (!frame_) {
    if (octets.empty()) return std::nullopt;
    gathered_.append(octets.substr(0, 1));
    octets.remove_prefix(1);
    ++used_size_;
    const auto frame = find_frame(gathered_.view(), limits);
    if (!frame) return tl::unexpected(frame.error());
    frame_ = *frame;
  }
  const std::size_t taken = std::min(octets.size(), frame_->size - used_size_);
  const std::size_t missing = frame_->kept_size - gathered_.size();
  gathered_.append(octets.substr(0, std::min(taken, missing)));
  octets.remove_prefix(taken);
  used_size_ += taken;
  if (used_size_ < frame_->size) return std::nullopt;
  return packet_of(gathered_.view(), *frame_);
}

void PacketReader::reset() {
  gathered_.clear();
  frame_.reset();
  used_size_ = 0;
}

}  // namespace atmqtt::mqtt
