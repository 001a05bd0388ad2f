#pragma once

#include <cstdint>
#include <string_view>

namespace atmqtt::sim {

/// A number that tells whether two runs have had the same octets: FNV-1a with 64 bits.
class OctetHash {
 public:
  constexpr void add(std::string_view octets) {
    for (const char octet : octets) {
      value_ = (value_ ^ static_cast<std::uint8_t>(octet)) * 0x100000001B3U;
    }
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};

}  // namespace atmqtt::sim
