#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// The Control Packets of MQTT 3.1 and 3.1.1 as structs, fields in the order of the octets. Texts
/// and payloads are views: of the packet that was decoded, or of what is to be encoded.
namespace atmqtt::mqtt {

/// The protocol level of CONNECT: 3 with the name MQIsdp, 4 with the name MQTT.
enum class Version : std::uint8_t { v3_1 = 3, v3_1_1 = 4 };

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1, exactly_once = 2 };

/// The upper four bits of a packet's first octet. 0 and 15 are reserved.
enum class PacketType : std::uint8_t {
  connect = 1,
  connack,
  publish,
  puback,
  pubrec,
  pubrel,
  pubcomp,
  subscribe,
  suback,
  unsubscribe,
  unsuback,
  pingreq,
  pingresp,
  disconnect,
};

/// The longest text of a packet: its length is written in two octets.
inline constexpr std::size_t text_size_max = 65'535;

/// The largest Remaining Length: four octets of seven bits.
inline constexpr std::size_t remaining_length_max = 268'435'455;

/// Flags in the lower four bits of a packet's first octet.
inline constexpr unsigned retain_flag = 0b0001;
inline constexpr unsigned dup_flag = 0b1000;

/// All flags of PUBREL, SUBSCRIBE and UNSUBSCRIBE: QoS 1 in 3.1, a fixed value in 3.1.1.
inline constexpr unsigned acknowledged_flags = 0b0010;

/// The return code of SUBACK for a filter that the server has refused.
inline constexpr std::uint8_t subscription_refused = 0x80;

struct Will {
  std::string_view topic{};
  std::string_view message{};
  Qos qos{};
  bool retain{};
  friend bool operator==(const Will&, const Will&) = default;
};

struct Connect {
  Version version = Version::v3_1_1;
  bool clean_session = true;
  std::uint16_t keep_alive_s{};  ///< 0: no keep alive
  std::string_view client_id{};
  std::optional<Will> will{};
  std::optional<std::string_view> user_name{};
  std::optional<std::string_view> password{};  ///< only together with a user name
  friend bool operator==(const Connect&, const Connect&) = default;
};

struct Connack {
  bool session_present{};  ///< always false in MQTT 3.1, which does not have it
  std::uint8_t return_code{};
  friend bool operator==(const Connack&, const Connack&) = default;
};

struct Publish {
  std::string_view topic{};
  std::string_view payload{};
  Qos qos{};
  bool retain{};
  bool dup{};
  std::uint16_t packet_identifier{};  ///< 0 with QoS 0, which has none
  friend bool operator==(const Publish&, const Publish&) = default;
};

struct Puback {
  std::uint16_t packet_identifier{};
  friend bool operator==(const Puback&, const Puback&) = default;
};

struct Pubrec {
  std::uint16_t packet_identifier{};
  friend bool operator==(const Pubrec&, const Pubrec&) = default;
};

struct Pubrel {
  std::uint16_t packet_identifier{};
  friend bool operator==(const Pubrel&, const Pubrel&) = default;
};

struct Pubcomp {
  std::uint16_t packet_identifier{};
  friend bool operator==(const Pubcomp&, const Pubcomp&) = default;
};

struct Subscription {
  std::string_view filter{};
  Qos qos{};
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

struct Subscribe {
  std::uint16_t packet_identifier{};
  std::span<const Subscription> subscriptions{};
  bool dup{};  ///< only in MQTT 3.1
};

struct Suback {
  std::uint16_t packet_identifier{};
  std::string_view
      return_codes{};  ///< one octet per filter: the granted QoS or subscription_refused
  friend bool operator==(const Suback&, const Suback&) = default;
};

struct Unsubscribe {
  std::uint16_t packet_identifier{};
  std::span<const std::string_view> filters{};
  bool dup{};  ///< only in MQTT 3.1
};

struct Unsuback {
  std::uint16_t packet_identifier{};
  friend bool operator==(const Unsuback&, const Unsuback&) = default;
};

struct Pingreq {
  friend bool operator==(const Pingreq&, const Pingreq&) = default;
};

struct Pingresp {
  friend bool operator==(const Pingresp&, const Pingresp&) = default;
};

struct Disconnect {
  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

/// A packet that is framed but not decoded.
struct RawPacket {
  std::uint8_t first_octet{};
  std::string_view body;         ///< what follows the Remaining Length
  std::size_t skipped_size = 0;  ///< octets at the end of the body that were read and not kept

  [[nodiscard]] PacketType type() const { return static_cast<PacketType>(first_octet >> 4); }
  friend bool operator==(const RawPacket&, const RawPacket&) = default;
};

/// Why octets are no packet. The text names the clause and lives for ever.
struct Malformed {
  std::string_view reason;
  friend bool operator==(const Malformed&, const Malformed&) = default;
};

}  // namespace atmqtt::mqtt
