#pragma once

#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "base/octet_queue.hpp"
#include "broker/change.hpp"
#include "broker/observer.hpp"
#include "broker/rule.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/packet_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::broker {

/// The will of a client, until DISCONNECT takes it back.
struct KeptWill {
  std::string topic;
  std::string message;
  mqtt::Qos qos{};
  bool retain{};
};

/// One connection of a client: what ends with it.
struct Connection {
  Connection(ConnectionId new_id, std::string_view new_peer, BufferPool& pool)
      : id(new_id), peer(new_peer), reader(pool), output(pool), withheld(pool) {}

  ConnectionId id;
  std::string peer;
  std::string client_id{};  ///< from CONNECT on
  mqtt::PacketReader reader;
  OctetQueue output;
  PooledString withheld;  ///< output that rules keep back
  mqtt::Version version = mqtt::Version::v3_1_1;
  std::optional<SessionNumber> session{};  ///< once CONNACK 0 is written
  std::optional<KeptWill> will{};
  std::optional<End> end{};
  bool is_silent = false;
  bool is_ready = false;  ///< waits for next_ready()

  Duration silence_max = Duration::max();  ///< how long it may send nothing
  Time last_heard{};
  Time timer = never;  ///< the one in Timers that counts
};

}  // namespace atmqtt::broker
