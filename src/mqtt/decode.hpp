#pragma once

#include "mqtt/control_packet.hpp"

#include <tl/expected.hpp>

#include <string_view>
#include <vector>

namespace atmqtt::mqtt {

template <typename Packet>
using Decoded = tl::expected<Packet, Malformed>;

/// Each decodes one whole packet of its type, strictly: fixed-header flags, reserved bits, lengths,
/// trailing octets, values out of range and misplaced wildcards are refused. MQTT 3.1.1 is taken to
/// the letter; in 3.1 DUP is ignored where that version allows it, and so is the first octet of
/// CONNACK. Texts are not checked to be UTF-8: see is_utf8_string(). Needs: packet.type() is the
/// type of the function. The result has views of packet.body.
[[nodiscard]] Decoded<Connack> decode_connack(const RawPacket& packet, Version version);
/// The payload lacks what packet.skipped_size says.
[[nodiscard]] Decoded<Publish> decode_publish(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Puback> decode_puback(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Pubrec> decode_pubrec(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Pubrel> decode_pubrel(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Pubcomp> decode_pubcomp(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Suback> decode_suback(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Unsuback> decode_unsuback(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Pingreq> decode_pingreq(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Pingresp> decode_pingresp(const RawPacket& packet, Version version);
[[nodiscard]] Decoded<Disconnect> decode_disconnect(const RawPacket& packet, Version version);

/// The version is in the packet.
[[nodiscard]] Decoded<Connect> decode_connect(const RawPacket& packet);

/// The result has a view of `storage`, which is overwritten.
[[nodiscard]] Decoded<Subscribe> decode_subscribe(const RawPacket& packet, Version version,
                                                  std::vector<Subscription>& storage);
[[nodiscard]] Decoded<Unsubscribe> decode_unsubscribe(const RawPacket& packet, Version version,
                                                      std::vector<std::string_view>& storage);

}  // namespace atmqtt::mqtt
