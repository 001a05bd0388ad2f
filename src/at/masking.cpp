#include "at/masking.hpp"

#include "base/escape.hpp"

#include <algorithm>
#include <iterator>

namespace atmqtt::at {
namespace {

/// Data is traced up to this size: enough to recognise it by.
constexpr std::size_t traced_data_size_max = 256;

/// A URL may hold a user and a password in front of its host, also one whose scheme was left out.
void append_without_user(std::string& out, std::string_view text) {
  constexpr std::string_view mark = "://";
  const std::size_t scheme = text.find(mark);
  const std::size_t user = scheme == std::string_view::npos ? 0 : scheme + mark.size();
  const std::size_t host = text.rfind('@');
  const bool has_user = host != std::string_view::npos && host >= user &&
                        (user > 0 || text.substr(0, host).find(':') != std::string_view::npos);
  if (!has_user) {
    append_escaped(out, text);
    return;
  }
  append_escaped(out, text.substr(0, user));
  out += mask;
  append_escaped(out, text.substr(host));
}

}  // namespace

std::string mask_quoted(std::string_view text) {
  const std::size_t end = text.find_first_of("=\"");
  std::string out = escape(text.substr(0, std::min(end, traced_data_size_max)));
  if (end != std::string_view::npos) out.append(text.substr(end, 1)).append(mask);
  return out;
}

std::string traced_data(std::string_view octets) {
  std::string text = escape(octets.substr(0, traced_data_size_max));
  if (octets.size() > traced_data_size_max) {
    fmt::format_to(std::back_inserter(text), "... ({} octets)", octets.size());
  }
  return text;
}

void append_argument(std::string& out, const Argument& argument, bool is_secret) {
  if (argument.kind == Argument::Kind::empty) return;
  const std::string_view quote = argument.kind == Argument::Kind::quoted ? "\"" : "";
  out += quote;
  if (is_secret) {
    out += mask;
  } else {
    append_without_user(out, argument.text);
  }
  out += quote;
}

}  // namespace atmqtt::at
