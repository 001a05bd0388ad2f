#include "mqtt/decode.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace atmqtt::trial {
namespace {

using mqtt::PacketType;

/// The identifier of an acknowledgement: its only field, or its first.
std::uint16_t identifier_of(const mqtt::RawPacket& packet) {
  if (packet.body.size() < 2) return 0;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(packet.body[0]) << 8U |
                                    static_cast<unsigned char>(packet.body[1]));
}

class Identifiers final : public Invariant {
 public:
  Identifiers() : Invariant("no Packet Identifier is in flight twice") {}

  void on_link(int client, bool) override { in_flight_.at(static_cast<std::size_t>(client)) = {}; }

  void on_packet(int client, Direction direction, const mqtt::RawPacket& packet,
                 mqtt::Version version) override {
    auto& in_flight = in_flight_.at(static_cast<std::size_t>(client));
    if (direction == Direction::received) {
      const PacketType type = packet.type();
      if (type == PacketType::puback || type == PacketType::pubcomp || type == PacketType::suback ||
          type == PacketType::unsuback) {
        in_flight.erase(identifier_of(packet));
      }
      return;
    }
    const auto identifier = begun(packet, version);
    if (!identifier) return;
    if (*identifier == 0 || !in_flight.insert(*identifier).second) {
      violate(fmt::format("client {} uses {} again", client, *identifier));
    }
  }

 private:
  /// The identifier of a packet that waits for an acknowledgement from now on.
  static std::optional<std::uint16_t> begun(const mqtt::RawPacket& packet, mqtt::Version version) {
    if (packet.type() == PacketType::publish) {
      const auto message = decode_publish(packet, version);
      if (!message || message->qos == mqtt::Qos::at_most_once) return std::nullopt;
      return message->packet_identifier;
    }
    if (packet.type() == PacketType::subscribe || packet.type() == PacketType::unsubscribe) {
      return identifier_of(packet);
    }
    return std::nullopt;
  }

  std::array<std::set<std::uint16_t>, link_count> in_flight_;
};

}  // namespace

std::unique_ptr<Invariant> identifiers() { return std::make_unique<Identifiers>(); }

}  // namespace atmqtt::trial
