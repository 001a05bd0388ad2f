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

  /// Whether that is the command's name, whatever its case and the sign in front of it.
  [[nodiscard]] bool is_called(std::string_view candidate) const;
};

/// Takes the first command from `line`, the body of a command line, or tells in words why there is
/// none to be taken. Needs: `line` is not empty. Basic commands may follow each other directly; an
/// extended command reaches up to `;` (V.250 5.3.1, 5.4.1). With `any_sign` its name may begin with
/// `#` or `$` instead of `+`.
[[nodiscard]] tl::expected<ParsedCommand, std::string_view> take_command(std::string_view& line,
                                                                         bool any_sign = false);

/// Whether two names are the same, without regard to the case of ASCII letters.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace atmqtt::at
