#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atmqtt::mqtt {

/// A set of Packet Identifiers: 2 octets each, so at most 128 KiB. Holds no memory worth mentioning
/// when empty.
class IdentifierSet {
 public:
  [[nodiscard]] bool contains(std::uint16_t identifier) const;
  [[nodiscard]] std::size_t size() const { return identifiers_.size(); }
  /// In ascending order.
  [[nodiscard]] std::span<const std::uint16_t> all() const { return identifiers_; }
  void insert(std::uint16_t identifier);
  void erase(std::uint16_t identifier);
  void clear();

 private:
  std::vector<std::uint16_t> identifiers_;  // in ascending order
};

}  // namespace atmqtt::mqtt
