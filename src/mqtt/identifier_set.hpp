#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atmqtt::mqtt {

/// A set of Packet Identifiers: 2 octets each, so at most 128 KiB. Holds no memory worth mentioning
/// when empty.
class IdentifierSet {
 public:
  [[nodiscard]] bool contains(std::uint16_t identifier) const;
  [[nodiscard]] std::size_t size() const { return identifiers_.size(); }
  void insert(std::uint16_t identifier);
  void erase(std::uint16_t identifier);
  void clear();

 private:
  std::vector<std::uint16_t> identifiers_;  // in ascending order
};

}  // namespace atmqtt::mqtt
