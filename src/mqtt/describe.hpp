#pragma once

#include "mqtt/control_packet.hpp"

#include <string>
#include <string_view>

namespace atmqtt::mqtt {

/// A packet as one line of printable text for the trace, such as
///   PUBLISH topic="a/b" qos=1 retain=0 dup=0 id=7 payload=(5 octets) "hello"
/// A password is never shown, of a will message only the size, of a payload the size and the first
/// 32 octets. What cannot be decoded reads `malformed (N octets)`.
[[nodiscard]] std::string describe(const RawPacket& packet, Version version);

/// The same for the octets of exactly one packet.
[[nodiscard]] std::string describe(std::string_view octets, Version version);

}  // namespace atmqtt::mqtt
