#include "base/compact_text.hpp"

#include "base/check.hpp"

#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace atmqtt {
namespace {

using Size = std::uint32_t;

}  // namespace

CompactText& CompactText::operator=(std::string_view text) {
  CHECK(text.size() <= std::numeric_limits<Size>::max());
  std::unique_ptr<char[]> octets;
  if (!text.empty()) {
    const auto size = static_cast<Size>(text.size());
    octets.reset(new char[sizeof size + size]);
    std::memcpy(octets.get(), &size, sizeof size);
    text.copy(octets.get() + sizeof size, size);
  }
  octets_ = std::move(octets);
  return *this;
}

std::string_view CompactText::view() const {
  if (!octets_) return {};
  Size size = 0;
  std::memcpy(&size, octets_.get(), sizeof size);
  return {octets_.get() + sizeof size, size};
}

}  // namespace atmqtt
