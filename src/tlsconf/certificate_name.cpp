#include "tlsconf/certificate_name.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace atmqtt::tlsconf {
namespace {

bool is_control(char octet) {
  const auto value = static_cast<unsigned char>(octet);
  return value < 0x20 || value == 0x7F;
}

void append_utf8(std::string& out, unsigned code_point) {
  const auto octet = [&out](unsigned value) { out += static_cast<char>(value); };
  if (code_point < 0x80) {
    octet(code_point);
  } else if (code_point < 0x800) {
    octet(0xC0 | code_point >> 6);
    octet(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    octet(0xE0 | code_point >> 12);
    octet(0x80 | (code_point >> 6 & 0x3F));
    octet(0x80 | (code_point & 0x3F));
  } else {
    octet(0xF0 | code_point >> 18);
    octet(0x80 | (code_point >> 12 & 0x3F));
    octet(0x80 | (code_point >> 6 & 0x3F));
    octet(0x80 | (code_point & 0x3F));
  }
}

/// Takes a character from the front of well-formed UTF-8.
unsigned take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U;
  constexpr unsigned first_masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  unsigned code_point = first & first_masks[size];
  for (std::size_t i = 1; i < size; ++i) {
    code_point = code_point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(size);
  return code_point;
}

std::optional<std::string> decode_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned value = 0;
    const char* end = hex.data() + i + 2;
    const auto result = std::from_chars(hex.data() + i, end, value, 16);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    text += static_cast<char>(value);
  }
  return text;
}

/// Takes `&#x<hex>;` or `&#<decimal>;` from the front of `text`.
std::optional<unsigned> take_entity(std::string_view& text) {
  const std::size_t end = text.find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos) return std::nullopt;
  std::string_view digits = text.substr(2, end - 2);
  const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  unsigned value = 0;
  const char* last = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), last, value, is_hex ? 16 : 10);
  constexpr unsigned last_code_point = 0x10FFFF;
  if (digits.empty() || result.ec != std::errc() || result.ptr != last) return std::nullopt;
  if (value > last_code_point) return std::nullopt;
  text.remove_prefix(end + 1);
  return value;
}

}  // namespace

std::optional<std::string_view> fault_of_name(std::string_view name) {
  constexpr std::size_t suffix_size = 4;
  const bool has_suffix = name.ends_with(".pem") || name.ends_with(".der");
  if (!has_suffix || name.size() == suffix_size) return "its name does not end in .pem or .der";
  if (name.starts_with('.')) return "its name begins with a dot";
  if (name.find_first_of("/\\:\"") != std::string_view::npos) return "its name is a path";
  if (std::ranges::any_of(name, is_control)) return "its name holds a control character";
  if (!is_utf8(name)) return "its name is not UTF-8";
  return std::nullopt;
}

std::optional<std::string> decode_non_ascii(std::string_view hex) {
  const auto entities = decode_hex(hex);
  if (!entities) return std::nullopt;
  std::string name;
  std::string_view rest = *entities;
  while (!rest.empty()) {
    if (rest.front() != '&') {
      name += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    const auto code_point = take_entity(rest);
    if (!code_point) return std::nullopt;
    append_utf8(name, *code_point);
  }
  return name;
}

std::string encode_non_ascii(std::string_view name) {
  std::string entities;
  while (!name.empty()) {
    const unsigned code_point = take_character(name);
    // An ampersand would read as the beginning of an entity.
    if (code_point < 0x80 && code_point != '&') {
      entities += static_cast<char>(code_point);
    } else {
      fmt::format_to(std::back_inserter(entities), "&#x{:X};", code_point);
    }
  }
  std::string hex;
  for (const char octet : entities) {
    fmt::format_to(std::back_inserter(hex), "{:02X}", static_cast<unsigned char>(octet));
  }
  return hex;
}

bool is_ascii(std::string_view name) {
  return std::ranges::none_of(name, [](char octet) { return (octet & 0x80) != 0; });
}

}  // namespace atmqtt::tlsconf
