#include "at/command_parser.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace atmqtt::at {
namespace {

using Result = tl::expected<ParsedCommand, std::string_view>;

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

bool is_letter(char octet) {
  return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

/// V.250 5.4.1: the characters of an extended command's name behind the `+`.
bool is_name_character(char octet) {
  constexpr std::string_view others = "!%-./:_";
  return is_letter(octet) || is_digit(octet) || others.find(octet) != std::string_view::npos;
}

std::string_view take_while(std::string_view& text, bool (*predicate)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), predicate);
  const auto size = static_cast<std::size_t>(end - text.begin());
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

/// The size of the text in front of the first `stop` outside of quotes, or nothing when a quote is
/// left open.
std::optional<std::size_t> size_before(char stop, std::string_view text) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') is_quoted = !is_quoted;
    if (text[i] == stop && !is_quoted) return i;
  }
  if (is_quoted) return std::nullopt;
  return text.size();
}

/// A value is quoted as a whole or not at all; but SIMCom's file names may have a prefix in front
/// of their quotes, which then stay, so that whoever reads the name can tell.
std::optional<Argument> parse_argument(std::string_view text) {
  constexpr std::string_view file_name_prefix = "{non-ascii}\"";
  if (text.empty()) return Argument{};
  const auto quotes = std::count(text.begin(), text.end(), '"');
  if (quotes == 0) return Argument{Argument::Kind::bare, text};
  if (quotes != 2 || text.back() != '"') return std::nullopt;
  if (text.starts_with(file_name_prefix)) return Argument{Argument::Kind::quoted, text};
  if (text.front() != '"') return std::nullopt;
  return Argument{Argument::Kind::quoted, text.substr(1, text.size() - 2)};
}

/// Returns the reason when the values cannot be parsed.
std::optional<std::string_view> parse_arguments(std::string_view text, Arguments& arguments) {
  for (;;) {
    const std::size_t size = *size_before(',', text);
    const auto argument = parse_argument(text.substr(0, size));
    if (!argument) return "a quote stands inside a value";
    if (!arguments.add(*argument)) return "there are too many values";
    if (size == text.size()) return std::nullopt;
    text.remove_prefix(size + 1);
  }
}

Result take_extended(std::string_view& line) {
  const auto size = size_before(';', line);
  if (!size) return tl::unexpected<std::string_view>("a quote is not closed");
  ParsedCommand command;
  command.text = line.substr(0, *size);
  line.remove_prefix(std::min(*size + 1, line.size()));

  std::string_view rest = command.text.substr(1);
  command.name = command.text.substr(0, 1 + take_while(rest, is_name_character).size());
  if (rest.empty()) return command;
  if (rest == "?" || rest == "=?") {
    command.form = rest == "?" ? Form::read : Form::test;
    return command;
  }
  if (rest.front() != '=')
    return tl::unexpected<std::string_view>("the name is not followed by = or ?");
  command.form = Form::write;
  if (const auto reason = parse_arguments(rest.substr(1), command.arguments)) {
    return tl::unexpected(*reason);
  }
  return command;
}

void add_bare(Arguments& arguments, std::string_view digits) {
  const Argument::Kind kind = digits.empty() ? Argument::Kind::empty : Argument::Kind::bare;
  // A basic command has two values at most, so there is room.
  (void)arguments.add({kind, digits});
}

/// S<number>=[<value>] and S<number>? (V.250 5.3.2).
Result take_s_parameter(std::string_view& line) {
  const std::string_view whole = line;
  ParsedCommand command;
  command.form = Form::write;
  line.remove_prefix(1);
  add_bare(command.arguments, take_while(line, is_digit));
  if (line.empty() || (line.front() != '=' && line.front() != '?')) {
    return tl::unexpected<std::string_view>("an S-parameter is not followed by = or ?");
  }
  const bool is_set = line.front() == '=';
  command.name = is_set ? "S=" : "S?";
  line.remove_prefix(1);
  if (is_set) add_bare(command.arguments, take_while(line, is_digit));
  command.text = whole.substr(0, whole.size() - line.size());
  return command;
}

Result take_basic(std::string_view& line) {
  const std::string_view whole = line;
  if (line.front() == '&') line.remove_prefix(1);
  if (line.empty() || !is_letter(line.front())) {
    return tl::unexpected<std::string_view>("no command begins so");
  }
  line.remove_prefix(1);
  ParsedCommand command;
  command.name = whole.substr(0, whole.size() - line.size());
  command.form = Form::write;
  const std::string_view digits = take_while(line, is_digit);
  if (!digits.empty()) add_bare(command.arguments, digits);
  command.text = whole.substr(0, whole.size() - line.size());
  return command;
}

}  // namespace

bool ParsedCommand::is_called(std::string_view candidate) const {
  // The parser has let only such signs through that stand for a plus.
  const bool has_sign = !is_letter(name.front()) && name.front() != '&';
  if (!has_sign || !candidate.starts_with('+')) return equals_ignoring_case(name, candidate);
  return equals_ignoring_case(name.substr(1), candidate.substr(1));
}

Result take_command(std::string_view& line, bool any_sign) {
  const char first = line.front();
  const bool is_extended = first == '+' || (any_sign && (first == '#' || first == '$'));
  const auto take_one = [&line, is_extended]() -> Result {
    if (is_extended) return take_extended(line);
    if (line.front() == 'S' || line.front() == 's') return take_s_parameter(line);
    return take_basic(line);
  };
  Result command = take_one();
  // V.250 lets basic commands follow each other without a semicolon; DTEs put one all the same.
  if (!is_extended && !line.empty() && line.front() == ';') line.remove_prefix(1);
  return command;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  };
  return std::ranges::equal(a, b, same);
}

}  // namespace atmqtt::at
