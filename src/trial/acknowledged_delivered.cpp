#include "base/escape.hpp"
#include "mqtt/decode.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace atmqtt::trial {
namespace {

/// Decision E6; and what the host reads is what the broker has sent.
class AcknowledgedDelivered final : public Invariant {
 public:
  AcknowledgedDelivered() : Invariant("what is acknowledged to the broker reaches the host") {}

  void on_packet(int client, Direction direction, const mqtt::RawPacket& packet,
                 mqtt::Version version) override {
    auto& waiting = waiting_.at(static_cast<std::size_t>(client));
    if (direction == Direction::received && packet.type() == mqtt::PacketType::publish) {
      const auto message = decode_publish(packet, version);
      if (!message) return;
      const Key key{client, std::string(message->topic), std::string(message->payload)};
      sent_.insert(key);
      if (message->qos != mqtt::Qos::at_most_once) {
        waiting.insert_or_assign(message->packet_identifier, key);
      }
    }
    if (direction != Direction::sent) return;
    std::uint16_t identifier = 0;
    if (packet.type() == mqtt::PacketType::puback) {
      if (const auto ack = decode_puback(packet, version)) identifier = ack->packet_identifier;
    } else if (packet.type() == mqtt::PacketType::pubrec) {
      if (const auto ack = decode_pubrec(packet, version)) identifier = ack->packet_identifier;
    }
    if (const auto found = waiting.find(identifier); found != waiting.end()) {
      acknowledged_.insert(found->second);
      waiting.erase(found);
    }
  }

  void on_item(const Item& item, const TypedLines&) override {
    const auto* group = std::get_if<Group>(&item);
    if (!group) return;
    const Key key{group->client, group->topic, group->payload};
    if (!sent_.contains(key)) {
      violate(fmt::format("client {} tells \"{}\" of \"{}\", which nobody has sent", group->client,
                          escape(group->payload.substr(0, 40)), escape(group->topic)));
    }
    delivered_.insert(key);
  }

  void on_calm(const TypedLines&) override {
    for (const Key& key : acknowledged_) {
      if (!delivered_.contains(key)) {
        violate(fmt::format("client {} has acknowledged \"{}\" of \"{}\" and not told the host",
                            std::get<0>(key), escape(std::get<2>(key).substr(0, 40)),
                            escape(std::get<1>(key))));
      }
    }
  }

 private:
  using Key = std::tuple<int, std::string, std::string>;
  std::array<std::map<std::uint16_t, Key>, link_count> waiting_;
  std::set<Key> sent_;
  std::set<Key> acknowledged_;
  std::set<Key> delivered_;
};

}  // namespace

std::unique_ptr<Invariant> acknowledged_delivered() {
  return std::make_unique<AcknowledgedDelivered>();
}

}  // namespace atmqtt::trial
