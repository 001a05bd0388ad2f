#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// Octets as a dialogue expects them, with placeholders where they vary:
///
///     {n}    decimal digits, one or more
///     {hex}  hexadecimal digits, one or more
///     {any}  anything but an end of line, also nothing
///
/// A placeholder stands for the shortest run behind which the literal octets that follow it stand;
/// so there are always some.
class Pattern {
 public:
  Pattern() = default;
  explicit Pattern(std::string octets);

  /// Whether octets begin as the pattern says.
  struct Match {
    enum class Kind : unsigned char {
      complete,    ///< the first `size` octets are what is expected
      incomplete,  ///< as far as they go
      different,
    };
    Kind kind{};
    std::size_t size = 0;
  };
  [[nodiscard]] Match match(std::string_view octets) const;

  /// The octets, with the placeholders as they are written.
  [[nodiscard]] std::string text() const;

 private:
  friend class PatternParser;

  enum class Placeholder : unsigned char { none, number, hex, any };
  struct Kind;

  /// A placeholder, or none, and what stands literally behind it.
  struct Piece {
    Placeholder placeholder = Placeholder::none;
    std::string literal;
  };

  static const Kind kinds[];
  static const Kind& kind_of(Placeholder placeholder);
  static Match match_literal(std::string_view literal, std::string_view octets);
  static Match match_piece(const Piece& piece, std::string_view octets);

  std::vector<Piece> pieces_;
};

/// How a text holds octets: as they are, or with the escapes of base/escape.hpp.
enum class Escapes : unsigned char { none, resolved };

/// Reads a pattern that is to be followed by `end`. A brace that is meant is written \{ in either
/// form. The error is a sentence without the place.
[[nodiscard]] tl::expected<Pattern, std::string> parse_pattern(std::string_view text,
                                                               Escapes escapes,
                                                               std::string_view end = {});

/// Escapes every brace that would begin a placeholder.
[[nodiscard]] std::string escape_braces(std::string_view text);

}  // namespace atmqtt::sim
