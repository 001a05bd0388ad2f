#pragma once

#include "atmqtt/time.hpp"
#include "broker/broker.hpp"
#include "mqtt/packet_reader.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace atmqtt::sim {

/// The other side of the conversation: a client of the same broker, beside it and without delay. It
/// gets every message below up/ once for each time the broker has passed it on, and publishes to
/// the modem.
class Partner {
 public:
  using OnMessage = std::function<void(std::string_view topic, std::string_view payload)>;

  /// Both must outlive the partner.
  Partner(broker::Broker& broker, BufferPool& pool, Time now, OnMessage on_message);

  void publish(std::string_view topic, std::string_view payload, mqtt::Qos qos, Time now);

  /// Takes what the broker has for it.
  void read();

 private:
  template <typename Packet>
  void send(const Packet& packet, Time now);

  broker::Broker& broker_;
  broker::ConnectionId connection_;
  mqtt::PacketReader reader_;
  std::uint16_t last_identifier_ = 0;
  OnMessage on_message_;
};

}  // namespace atmqtt::sim
