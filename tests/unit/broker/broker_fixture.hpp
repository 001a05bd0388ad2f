#pragma once

#include "broker/broker.hpp"
#include "mqtt/describe.hpp"
#include "mqtt/encode.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::broker {

using mqtt::PacketType;
using mqtt::Qos;

inline constexpr Time start = Time(std::chrono::hours(5));

template <typename Packet>
std::string octets_of(const Packet& packet) {
  std::string octets;
  mqtt::encode(octets, packet);
  return octets;
}

inline std::string subscribe_octets(std::string_view filter, Qos qos,
                                    std::uint16_t identifier = 100) {
  const std::array<mqtt::Subscription, 1> subscriptions = {mqtt::Subscription{filter, qos}};
  return octets_of(
      mqtt::Subscribe{.packet_identifier = identifier, .subscriptions = subscriptions});
}

inline std::string unsubscribe_octets(std::string_view filter, std::uint16_t identifier = 101) {
  const std::array<std::string_view, 1> filters = {filter};
  return octets_of(mqtt::Unsubscribe{.packet_identifier = identifier, .filters = filters});
}

/// A message as most tests want it: topic "t", payload "p".
inline mqtt::Publish message(Qos qos, std::uint16_t identifier, std::string_view payload = "p") {
  return {.topic = "t", .payload = payload, .qos = qos, .packet_identifier = identifier};
}

/// Keeps what a broker tells.
struct Witness final : Observer {
  void on_packet(ConnectionId, Direction direction, const mqtt::RawPacket& packet,
                 mqtt::Version version) override {
    packets.push_back((direction == Direction::received ? "> " : "< ") +
                      mqtt::describe(packet, version));
  }
  void on_event(ConnectionId, std::string_view text) override { events.emplace_back(text); }
  void on_loss(std::string_view text) override { losses.emplace_back(text); }
  void on_violation(ConnectionId, std::string_view reason) override {
    violations.emplace_back(reason);
  }
  std::vector<std::string> packets;
  std::vector<std::string> events;
  std::vector<std::string> losses;
  std::vector<std::string> violations;
};

/// A broker with clients that are packets.
class BrokerTest : public testing::Test {
 protected:
  ConnectionId open(std::string_view peer = "peer") { return broker().open(peer, now_); }

  /// What the broker answers to octets.
  std::string exchange(ConnectionId id, std::string_view octets) {
    broker().receive(id, octets, now_);
    return taken(id);
  }

  /// All that waits for a client, which reads it.
  std::string taken(ConnectionId id) {
    std::string all;
    // Reading may let more follow.
    for (std::string_view output = broker().output(id); !output.empty();
         output = broker().output(id)) {
      all += output;
      broker().sent(id, output.size());
    }
    return all;
  }

  /// A client that is connected.
  ConnectionId connect(std::string_view client_id, bool clean_session = true) {
    const ConnectionId id = open();
    const std::string answer = exchange(
        id, octets_of(mqtt::Connect{.clean_session = clean_session, .client_id = client_id}));
    EXPECT_TRUE(answer.starts_with(std::string_view("\x20\x02", 2)));
    return id;
  }

  /// A client that is connected and has a subscription.
  ConnectionId subscriber(std::string_view client_id, std::string_view filter, Qos qos,
                          bool clean_session = true) {
    const ConnectionId id = connect(client_id, clean_session);
    EXPECT_EQ(exchange(id, subscribe_octets(filter, qos)).substr(0, 2),
              std::string_view("\x90\x03", 2));
    return id;
  }

  Broker& broker() {
    if (!broker_) broker_.emplace(options_, store_, pool_, witness_, journal_);
    return *broker_;
  }

  /// The broker ends without a word, and another begins on the same store.
  void restart() { broker_.reset(); }

  BufferPool pool_;
  Store store_{pool_};
  Witness witness_;
  Options options_;
  Journal* journal_ = nullptr;
  Time now_ = start;

 private:
  std::optional<Broker> broker_;
};

}  // namespace atmqtt::broker
