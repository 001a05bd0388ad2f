#pragma once

#include "at/command_parser.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace atmqtt::at {

/// What stands in a trace instead of a secret.
inline constexpr std::string_view mask = "***";

/// Text of which nothing is known, escaped, with everything behind its first quote or `=` masked:
/// a command that was mistyped holds its secrets all the same.
[[nodiscard]] std::string mask_quoted(std::string_view text);

/// Entered data for a trace: escaped, and cut when it is long.
[[nodiscard]] std::string traced_data(std::string_view octets);

/// A command as it was written, escaped, its secret values masked.
template <class IsSecret>
[[nodiscard]] std::string mask_arguments(std::string_view written, const ParsedCommand& parsed,
                                         IsSecret is_secret);

/// The same for one value.
void append_argument(std::string& out, const Argument& argument, bool is_secret);

template <class IsSecret>
std::string mask_arguments(std::string_view written, const ParsedCommand& parsed,
                           IsSecret is_secret) {
  if (parsed.form != Form::write || !parsed.name.starts_with('+')) return std::string(written);
  std::string text(parsed.name);
  char separator = '=';
  for (std::size_t i = 0; i < parsed.arguments.count(); ++i) {
    text += separator;
    separator = ',';
    append_argument(text, parsed.arguments[i], is_secret(i));
  }
  if (written.ends_with(';')) text += ';';
  return text;
}

}  // namespace atmqtt::at
