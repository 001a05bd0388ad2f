#include "base/utf8.hpp"

namespace atmqtt {
namespace {

bool in(unsigned char octet, unsigned char low, unsigned char high) {
  return octet >= low && octet <= high;
}

/// One row of RFC 3629 section 4: a range of first octets, the range of the second octet, the size.
/// Octets behind the second are 80-BF.
struct Row {
  unsigned char first_low, first_high, second_low, second_high;
  std::size_t size;
};

constexpr Row rows[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/// The size of the multi-octet character at the front of `text`, 0 when it is not well formed.
std::size_t character_size(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (const Row& row : rows) {
    if (!in(at(0), row.first_low, row.first_high)) continue;
    if (text.size() < row.size || !in(at(1), row.second_low, row.second_high)) return 0;
    for (std::size_t i = 2; i < row.size; ++i) {
      if (!in(at(i), 0x80, 0xBF)) return 0;
    }
    return row.size;
  }
  return 0;
}

}  // namespace

std::size_t utf8_prefix_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    if (static_cast<unsigned char>(text[size]) < 0x80) {
      ++size;
      continue;
    }
    const std::size_t character = character_size(text.substr(size));
    if (character == 0) break;
    size += character;
  }
  return size;
}

}  // namespace atmqtt
