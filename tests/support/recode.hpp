#pragma once

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::support {

/// Decodes a packet of whatever type and hands the struct to `take`. Returns why it is malformed,
/// or nothing. Needs: the type is none of the reserved ones.
template <class Take>
std::string_view decode_any(const mqtt::RawPacket& packet, mqtt::Version version,
                            const Take& take) {
  using mqtt::PacketType;
  const auto give = [&take](auto decoded) -> std::string_view {
    if (!decoded) return decoded.error().reason;
    take(*decoded);
    return {};
  };
  std::vector<mqtt::Subscription> subscriptions;
  std::vector<std::string_view> filters;
  switch (packet.type()) {
    case PacketType::connect: return give(mqtt::decode_connect(packet));
    case PacketType::connack: return give(mqtt::decode_connack(packet, version));
    case PacketType::publish: return give(mqtt::decode_publish(packet, version));
    case PacketType::puback: return give(mqtt::decode_puback(packet, version));
    case PacketType::pubrec: return give(mqtt::decode_pubrec(packet, version));
    case PacketType::pubrel: return give(mqtt::decode_pubrel(packet, version));
    case PacketType::pubcomp: return give(mqtt::decode_pubcomp(packet, version));
    case PacketType::subscribe: return give(mqtt::decode_subscribe(packet, version, subscriptions));
    case PacketType::suback: return give(mqtt::decode_suback(packet, version));
    case PacketType::unsubscribe: return give(mqtt::decode_unsubscribe(packet, version, filters));
    case PacketType::unsuback: return give(mqtt::decode_unsuback(packet, version));
    case PacketType::pingreq: return give(mqtt::decode_pingreq(packet, version));
    case PacketType::pingresp: return give(mqtt::decode_pingresp(packet, version));
    case PacketType::disconnect: return give(mqtt::decode_disconnect(packet, version));
  }
  return "a reserved packet type";
}

/// The octets of the packet after decoding and encoding; empty when it is malformed.
inline std::string recode(const mqtt::RawPacket& packet, mqtt::Version version) {
  std::string octets;
  (void)decode_any(packet, version, [&octets](const auto& what) { mqtt::encode(octets, what); });
  return octets;
}

}  // namespace atmqtt::support
