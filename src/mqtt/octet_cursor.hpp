#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace atmqtt::mqtt {

/// Reads the fields of a packet's body in their order. A field that is not all there reads as zero
/// or empty and marks the cursor, so that a decoder reads all its fields first and then asks once.
class OctetCursor {
 public:
  explicit OctetCursor(std::string_view body) : rest_(body) {}

  [[nodiscard]] std::uint8_t octet() {
    const std::string_view field = octets(1);
    return field.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(field[0]);
  }

  /// Two octets, the more significant one first.
  [[nodiscard]] std::uint16_t number() {
    const unsigned high = octet();
    return static_cast<std::uint16_t>(high << 8 | octet());
  }

  /// A text behind its length.
  [[nodiscard]] std::string_view text() { return octets(number()); }

  [[nodiscard]] std::string_view octets(std::size_t count) {
    if (count > rest_.size()) {
      is_short_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view field = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return field;
  }

  [[nodiscard]] std::string_view rest() { return octets(rest_.size()); }

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

  /// Whether a field was not all there.
  [[nodiscard]] bool is_short() const { return is_short_; }

  /// Whether the body had exactly the octets that were asked for.
  [[nodiscard]] bool is_used_up() const { return rest_.empty() && !is_short_; }

 private:
  std::string_view rest_;
  bool is_short_ = false;
};

}  // namespace atmqtt::mqtt
