#include "sim/pattern.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace atmqtt::sim {
namespace {

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

bool is_hex_digit(char octet) {
  return is_digit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

bool is_no_line_end(char octet) { return octet != '\r' && octet != '\n'; }

}  // namespace

/// What a placeholder is called and what it stands for.
struct Pattern::Kind {
  Placeholder placeholder;
  std::string_view written;
  bool (*holds)(char octet);
  std::size_t size_min;
};

const Pattern::Kind Pattern::kinds[] = {
    {Placeholder::none, "", nullptr, 0},
    {Placeholder::number, "{n}", is_digit, 1},
    {Placeholder::hex, "{hex}", is_hex_digit, 1},
    {Placeholder::any, "{any}", is_no_line_end, 0},
};

const Pattern::Kind& Pattern::kind_of(Placeholder placeholder) {
  return kinds[static_cast<std::size_t>(placeholder)];
}

Pattern::Pattern(std::string octets) { pieces_.push_back({Placeholder::none, std::move(octets)}); }

Pattern::Match Pattern::match(std::string_view octets) const {
  std::size_t size = 0;
  for (const Piece& piece : pieces_) {
    const Match match = match_piece(piece, octets.substr(size));
    size += match.size;
    if (match.kind != Match::Kind::complete) return {match.kind, size};
  }
  return {Match::Kind::complete, size};
}

Pattern::Match Pattern::match_literal(std::string_view literal, std::string_view octets) {
  const std::size_t size = std::min(literal.size(), octets.size());
  if (octets.substr(0, size) != literal.substr(0, size)) return {Match::Kind::different};
  return {size < literal.size() ? Match::Kind::incomplete : Match::Kind::complete, size};
}

Pattern::Match Pattern::match_piece(const Piece& piece, std::string_view octets) {
  if (piece.placeholder == Placeholder::none) return match_literal(piece.literal, octets);
  const Kind& kind = kind_of(piece.placeholder);
  for (std::size_t size = 0;; ++size) {
    if (size >= kind.size_min) {
      const Match behind = match_literal(piece.literal, octets.substr(size));
      if (behind.kind != Match::Kind::different) return {behind.kind, size + behind.size};
    }
    if (size == octets.size()) return {Match::Kind::incomplete, size};
    if (!kind.holds(octets[size])) return {Match::Kind::different};
  }
}

std::string Pattern::text() const {
  std::string text;
  for (const Piece& piece : pieces_) {
    text.append(kind_of(piece.placeholder).written).append(piece.literal);
  }
  return text;
}

class PatternParser {
 public:
  explicit PatternParser(Escapes escapes) : escapes_(escapes) {}

  tl::expected<Pattern, std::string> parse(std::string_view text, std::string_view end) {
    pattern_.pieces_.emplace_back();
    while (!text.empty()) {
      if (auto taken = take(text); !taken) return tl::unexpected(std::move(taken.error()));
    }
    if (auto ended = end_literal(end); !ended) return tl::unexpected(std::move(ended.error()));
    return std::move(pattern_);
  }

 private:
  using Taken = tl::expected<void, std::string>;

  /// Takes one placeholder, escape or octet from the front of `text`.
  Taken take(std::string_view& text) {
    if (text.starts_with('{')) return take_placeholder(text);
    if (text.starts_with("\\{")) {
      literal_ += '{';
      text.remove_prefix(2);
      return {};
    }
    // An escape that is cut off is refused where all of them are resolved.
    const std::size_t size = text.starts_with('\\') && escapes_ == Escapes::resolved ? 2 : 1;
    literal_ += text.substr(0, size);
    text.remove_prefix(std::min(size, text.size()));
    return {};
  }

  Taken take_placeholder(std::string_view& text) {
    for (const Pattern::Kind& kind : Pattern::kinds) {
      if (kind.written.empty() || !text.starts_with(kind.written)) continue;
      if (auto ended = end_literal({}); !ended) return ended;
      pattern_.pieces_.push_back({kind.placeholder, {}});
      text.remove_prefix(kind.written.size());
      return {};
    }
    return tl::unexpected(fmt::format(
        "'{}' begins with no placeholder (known: {{n}} {{hex}} {{any}}; a brace that is meant is "
        "\\{{)",
        text.substr(0, text.find(' '))));
  }

  /// Closes the literal octets behind the last placeholder.
  Taken end_literal(std::string_view end) {
    std::string octets = std::exchange(literal_, {});
    if (const std::string text = octets; escapes_ == Escapes::resolved && !unescape(text, octets)) {
      return tl::unexpected(
          fmt::format("unknown escape in '{}' (known: \\r \\n \\t \\0 \\\\ \\xNN \\{{)", text));
    }
    octets += end;
    Pattern::Piece& last = pattern_.pieces_.back();
    if (last.placeholder != Pattern::Placeholder::none && octets.empty()) {
      return tl::unexpected(fmt::format("nothing literal stands behind {}, so its end is unknown",
                                        Pattern::kind_of(last.placeholder).written));
    }
    last.literal = std::move(octets);
    return {};
  }

  Escapes escapes_;
  Pattern pattern_;
  std::string literal_;
};

tl::expected<Pattern, std::string> parse_pattern(std::string_view text, Escapes escapes,
                                                 std::string_view end) {
  return PatternParser(escapes).parse(text, end);
}

std::string escape_braces(std::string_view text) {
  std::string escaped;
  for (const char octet : text) {
    if (octet == '{') escaped += '\\';
    escaped += octet;
  }
  return escaped;
}

}  // namespace atmqtt::sim
