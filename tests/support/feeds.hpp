#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::support {

/// The sizes of the pieces in which a parser must be able to take `all` without a difference: octet
/// by octet, in small odd pieces, and whole.
inline std::vector<std::size_t> piece_sizes(std::string_view all) {
  return {1, 2, 3, 7, all.empty() ? 1 : all.size()};
}

/// Calls `take` with `all` in pieces of `piece_size` octets, the last one being what is left.
template <class Take>
void feed(std::string_view all, std::size_t piece_size, const Take& take) {
  while (!all.empty()) {
    const std::string_view piece = all.substr(0, piece_size);
    all.remove_prefix(piece.size());
    take(piece);
  }
}

/// All 256 values an octet can have, in their order.
inline std::string every_octet() {
  std::string octets;
  for (int value = 0; value < 256; ++value) octets += static_cast<char>(value);
  return octets;
}

}  // namespace atmqtt::support
