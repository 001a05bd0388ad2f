#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace atmqtt {

/// A text that is kept for long, is seldom changed, and often empty: it takes a pointer, and only
/// when it is not empty one piece of memory of its own length. Where many modems keep many texts,
/// std::string would take 32 octets for each.
class CompactText {
 public:
  CompactText() = default;
  CompactText(std::string_view text) { *this = text; }                    // NOLINT: it is a text
  CompactText(const char* text) : CompactText(std::string_view(text)) {}  // NOLINT: likewise
  CompactText(const CompactText& other) : CompactText(other.view()) {}
  CompactText(CompactText&&) noexcept = default;
  CompactText& operator=(const CompactText& other) { return *this = other.view(); }
  CompactText& operator=(CompactText&&) noexcept = default;
  /// The views of what it was are valid no longer; `text` may be one of them.
  CompactText& operator=(std::string_view text);
  CompactText& operator=(const char* text) { return *this = std::string_view(text); }
  ~CompactText() = default;

  [[nodiscard]] bool empty() const { return octets_ == nullptr; }
  [[nodiscard]] std::size_t size() const { return view().size(); }

  /// Valid until it is changed or moved from.
  [[nodiscard]] std::string_view view() const;
  operator std::string_view() const { return view(); }  // NOLINT: it is a text

 private:
  std::unique_ptr<char[]> octets_;  ///< the length, in four octets, and the text
};

[[nodiscard]] inline bool operator==(const CompactText& a, std::string_view b) {
  return a.view() == b;
}

}  // namespace atmqtt
