#pragma once

#include "base/check.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::mqtt::test {

inline unsigned hex_value(char digit) {
  const std::size_t value = std::string_view("0123456789ABCDEF").find(digit);
  CHECK(value < 16);
  return static_cast<unsigned>(value);
}

/// Octets as a test writes them: pairs of upper-case hexadecimal digits and texts in quotes, with
/// blanks between them as one likes, such as `30 05 0003 'a/b'`.
inline std::string octets(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
    } else if (text[i] == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      CHECK(end != std::string_view::npos);
      out += text.substr(i + 1, end - i - 1);
      i = end + 1;
    } else {
      CHECK(i + 1 < text.size());
      out += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
      i += 2;
    }
  }
  return out;
}

/// Octets for the eye, in the message of a test that fails.
inline std::string hex(std::string_view octets) {
  std::string out;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    out += "0123456789ABCDEF"[value >> 4];
    out += "0123456789ABCDEF"[value & 15];
    out += ' ';
  }
  return out;
}

}  // namespace atmqtt::mqtt::test
