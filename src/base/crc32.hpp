#pragma once

#include <cstdint>
#include <string_view>

namespace atmqtt {

/// The CRC-32 of ISO 3309, as zlib, Ethernet and PNG have it.
[[nodiscard]] std::uint32_t crc32(std::string_view octets);

}  // namespace atmqtt
