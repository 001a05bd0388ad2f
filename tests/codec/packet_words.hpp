#pragma once

#include "mqtt/control_packet.hpp"
#include "support/recode.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::codec {

/// A packet as words that a script reads easily: its type and key=value for each field, texts and
/// payloads in hexadecimal. Fields that are absent have no word.
///
///     publish topic=612f62 payload= qos=1 retain=0 dup=0 id=7
///     subscribe id=1 dup=0 filter=61 qos=2 filter=62 qos=0
///
/// Of several packets it is the first. What cannot be decoded is `malformed` and the reason.
[[nodiscard]] std::string to_words(std::string_view octets, mqtt::Version version);

/// The inverse: the octets of the packet. Nothing when the words are none of a packet.
[[nodiscard]] std::optional<std::string> to_octets(std::string_view words);

[[nodiscard]] std::string to_hex(std::string_view octets);
[[nodiscard]] std::string from_hex(std::string_view digits);

}  // namespace atmqtt::codec
