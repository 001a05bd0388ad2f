#include "base/escape.hpp"

#include <charconv>

namespace atmqtt {
namespace {

struct NamedEscape {
  char name;
  char octet;
};

constexpr NamedEscape named_escapes[] = {
    {'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'\\', '\\'}};

constexpr char hex_digits[] = "0123456789ABCDEF";

}  // namespace

void append_escaped(std::string& out, std::string_view octets) {
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    const NamedEscape* named = nullptr;
    for (const NamedEscape& candidate : named_escapes) {
      if (candidate.octet == octet) named = &candidate;
    }
    if (named != nullptr) {
      out += '\\';
      out += named->name;
    } else if (value >= 0x20 && value <= 0x7E) {
      out += octet;
    } else {
      out += "\\x";
      out += hex_digits[value >> 4];
      out += hex_digits[value & 15];
    }
  }
}

std::string escape(std::string_view octets) {
  std::string out;
  append_escaped(out, octets);
  return out;
}

bool unescape(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return false;
    if (text[i] == 'x') {
      if (text.size() - i < 3) return false;
      unsigned value = 0;
      const char* first = text.data() + i + 1;
      const auto [end, error] = std::from_chars(first, first + 2, value, 16);
      if (error != std::errc() || end != first + 2) return false;
      out += static_cast<char>(value);
      i += 2;
      continue;
    }
    const NamedEscape* named = nullptr;
    for (const NamedEscape& candidate : named_escapes) {
      if (candidate.name == text[i]) named = &candidate;
    }
    if (named == nullptr) return false;
    out += named->octet;
  }
  return true;
}

}  // namespace atmqtt
