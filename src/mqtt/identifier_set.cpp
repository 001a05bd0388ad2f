#include "mqtt/identifier_set.hpp"

#include <algorithm>

namespace atmqtt::mqtt {
namespace {

/// An empty set keeps room for this many, so that the ordinary flow of one message after the other
/// does not allocate for each.
constexpr std::size_t kept_capacity_max = 16;

}  // namespace

bool IdentifierSet::contains(std::uint16_t identifier) const {
  return std::binary_search(identifiers_.begin(), identifiers_.end(), identifier);
}

void IdentifierSet::insert(std::uint16_t identifier) {
  const auto place = std::lower_bound(identifiers_.begin(), identifiers_.end(), identifier);
  if (place == identifiers_.end() || *place != identifier) identifiers_.insert(place, identifier);
}

void IdentifierSet::erase(std::uint16_t identifier) {
  const auto place = std::lower_bound(identifiers_.begin(), identifiers_.end(), identifier);
  if (place == identifiers_.end() || *place != identifier) return;
  identifiers_.erase(place);
  if (identifiers_.empty() && identifiers_.capacity() > kept_capacity_max) clear();
}

void IdentifierSet::clear() {
  identifiers_.clear();
  identifiers_.shrink_to_fit();
}

}  // namespace atmqtt::mqtt
