#include "sim/partner.hpp"

#include "base/check.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"

#include <array>
#include <limits>
#include <utility>

namespace atmqtt::sim {

Partner::Partner(broker::Broker& broker, BufferPool& pool, Time now, OnMessage on_message)
    : broker_(broker),
      connection_(broker.open("partner", now)),
      reader_(pool),
      on_message_(std::move(on_message)) {
  mqtt::Connect connect;
  connect.client_id = "partner-of-the-simulation";
  send(connect, now);
  const std::array filters = {mqtt::Subscription{"up/#", mqtt::Qos::at_most_once}};
  send(mqtt::Subscribe{1, filters}, now);
}

void Partner::publish(std::string_view topic, std::string_view payload, mqtt::Qos qos, Time now) {
  const bool has_identifier = qos != mqtt::Qos::at_most_once;
  if (has_identifier && ++last_identifier_ == 0) ++last_identifier_;
  mqtt::Publish message;
  message.topic = topic;
  message.payload = payload;
  message.qos = qos;
  message.packet_identifier = has_identifier ? last_identifier_ : std::uint16_t{};
  send(message, now);
  if (qos == mqtt::Qos::exactly_once) send(mqtt::Pubrel{last_identifier_}, now);
}

void Partner::read() {
  const std::string octets(broker_.output(connection_));
  if (octets.empty()) return;
  broker_.sent(connection_, octets.size());
  constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
  for (std::string_view rest = octets; !rest.empty();) {
    const auto packet = reader_.read(rest, {any, any});
    CHECK(packet);
    if (!*packet || (*packet)->type() != mqtt::PacketType::publish) continue;
    const auto message = decode_publish(**packet, mqtt::Version::v3_1_1);
    CHECK(message);
    on_message_(message->topic, message->payload);
  }
}

template <typename Packet>
void Partner::send(const Packet& packet, Time now) {
  std::string octets;
  encode(octets, packet);
  broker_.receive(connection_, octets, now);
}

}  // namespace atmqtt::sim
