#pragma once

#include "mqtt/control_packet.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <variant>

/// How a broker misbehaves on purpose. A broker without rules is correct.
namespace atmqtt::broker {

/// When a rule may apply: a packet of the client has been read and is about to be handled, or a
/// packet of the broker is about to be written.
enum class Occasion : unsigned char { received, sending };

/// How a connection ends: FIN behind all that was to be written before, or RST at once.
enum class End : unsigned char { closed, reset };

/// CONNACK has this return code, and the broker closes as after any refusal. CONNECT received.
struct Refuse {
  std::uint8_t return_code{};
};

/// CONNACK says so, whatever the broker remembers. CONNECT received.
struct ClaimSession {
  bool is_present{};
};

/// SUBACK has these return codes, whatever was asked for; those above 2 refuse. SUBSCRIBE received.
struct Grant {
  std::string return_codes;
};

/// The packet is kept back until Broker::release(). Sending.
struct Withhold {};

/// The packet goes out twice, a PUBLISH of QoS 1 or 2 with DUP the second time. Sending.
struct Repeat {};

/// These octets go out before the packet. Sending.
struct Precede {
  std::string octets;
};

/// These octets take the place of the packet, or of all that its handling would do.
struct Replace {
  std::string octets;
};

/// The connection ends: instead of handling the packet, or behind the packet that is written.
struct Hang {
  End end{};
};

/// The broker reads on this connection, and does and says nothing more: the packet is the first
/// that gets no answer, or that is not written.
struct FallSilent {};

using Deed =
    std::variant<Refuse, ClaimSession, Grant, Withhold, Repeat, Precede, Replace, Hang, FallSilent>;

/// One way to misbehave towards some clients. The first rule that fits an occasion applies, alone.
struct Rule {
  std::string name;             ///< a rule of the same name takes its place
  std::string client_id = "*";  ///< whom it is for; a `*` at the end stands for any octets
  std::string peer = "*";       ///< likewise, of the name that open() was given
  Occasion occasion{};
  std::optional<mqtt::PacketType> type{};  ///< of the packet; nothing: of any
  std::size_t skip = 0;                    ///< so many occasions pass first, of all its clients
  std::size_t count = std::numeric_limits<std::size_t>::max();  ///< then it applies so many times
  Deed deed{};
};

}  // namespace atmqtt::broker
