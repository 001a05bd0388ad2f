#include "base/escape.hpp"
#include "mqtt/decode.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>

namespace atmqtt::trial {
namespace {

class DeliveredOnce final : public Invariant {
 public:
  DeliveredOnce() : Invariant("a message of QoS 2 is told once in a kept session") {}

  void on_packet(int client, Direction direction, const mqtt::RawPacket& packet,
                 mqtt::Version version) override {
    if (direction != Direction::received || packet.type() != mqtt::PacketType::publish) return;
    const auto message = decode_publish(packet, version);
    if (message && message->qos == mqtt::Qos::exactly_once) {
      exactly_once_.emplace(client, message->payload);
    }
  }

  void on_item(const Item& item, const TypedLines&) override {
    const auto* group = std::get_if<Group>(&item);
    if (!group) return;
    const Key key(group->client, group->payload);
    if (exactly_once_.contains(key) && ++told_[key] > 1) {
      violate(fmt::format("client {} tells \"{}\" again", group->client,
                          escape(group->payload.substr(0, 40))));
    }
  }

 private:
  using Key = std::pair<int, std::string>;
  std::set<Key> exactly_once_;
  std::map<Key, int> told_;
};

}  // namespace

std::unique_ptr<Invariant> delivered_once() { return std::make_unique<DeliveredOnce>(); }

}  // namespace atmqtt::trial
