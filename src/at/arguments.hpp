#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace atmqtt::at {

/// One value of a command as it was written. The text is that between the quotes, or the bare word.
struct Argument {
  enum class Kind : unsigned char { empty, bare, quoted };
  Kind kind = Kind::empty;
  std::string_view text;
};

/// The values of one command, with views into the command line.
class Arguments {
 public:
  /// No command of the profiles has more than half of this.
  static constexpr std::size_t count_max = 20;

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const Argument& operator[](std::size_t i) const { return values_[i]; }
  [[nodiscard]] std::span<const Argument> all() const { return {values_.data(), count_}; }

  /// Returns false when there is no room.
  [[nodiscard]] bool add(Argument value) {
    if (count_ == count_max) return false;
    values_[count_++] = value;
    return true;
  }

 private:
  std::array<Argument, count_max> values_{};
  std::size_t count_ = 0;
};

}  // namespace atmqtt::at
