#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What libFuzzer calls with each input; see tests/fuzz/CMakeLists.txt.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace atmqtt::fuzz {

/// The octets of an input.
inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Removes the first octet of `text` and returns its value, 0 when there is none.
inline unsigned take_octet(std::string_view& text) {
  if (text.empty()) return 0;
  const auto octet = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  return octet;
}

}  // namespace atmqtt::fuzz
