#include "base/crc32.hpp"

#include <array>

namespace atmqtt {
namespace {

/// What each value of an octet does to the remainder.
constexpr auto table = [] {
  constexpr std::uint32_t polynomial = 0xEDB88320;  // its bits reversed
  std::array<std::uint32_t, 256> remainders{};
  for (std::uint32_t octet = 0; octet < 256; ++octet) {
    std::uint32_t remainder = octet;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = remainder >> 1 ^ ((remainder & 1) != 0 ? polynomial : 0);
    }
    remainders[octet] = remainder;
  }
  return remainders;
}();

}  // namespace

std::uint32_t crc32(std::string_view octets) {
  std::uint32_t remainder = 0xFFFFFFFF;
  for (const char octet : octets) {
    remainder = remainder >> 8 ^ table[(remainder ^ static_cast<unsigned char>(octet)) & 0xFF];
  }
  return ~remainder;
}

}  // namespace atmqtt
