#pragma once

#include "at/arguments.hpp"

#include <tl/expected.hpp>

#include <string_view>

namespace atmqtt::at {

/// 27.007 4.1 and SIMCom's E), T), R), W): `+X`, `+X=?`, `+X?`, `+X=…`. A basic command is a write
/// form whose value may be missing.
enum class Form : unsigned char { execute, test, read, write };

/// One command of a line. Views point into the line.
struct ParsedCommand {
  std::string_view name;  ///< "+CMQTTSTART", "E", "&F"; "S=" and "S?" for S-parameters
  Form form = Form::execute;
  Arguments arguments;
  std::string_view text;  ///< the command as it was written
};

/// Takes the first command from `line`, the body of a command line, or tells in words why there is
/// none to be taken. Needs: `line` is not empty. Basic commands may follow each other directly; an
/// extended command reaches up to `;` (V.250 5.3.1, 5.4.1).
[[nodiscard]] tl::expected<ParsedCommand, std::string_view> take_command(std::string_view& line);

/// Whether two names are the same, without regard to the case of ASCII letters.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace atmqtt::at
