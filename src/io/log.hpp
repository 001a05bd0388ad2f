#pragma once

#include <string_view>

namespace atmqtt::io {

enum class LogLevel : unsigned char { debug, info, warning, error, off };

/// What the program tells its user beside what it does: lines "warning: text" on standard error,
/// from any thread.
/// Before this call warnings and errors are written. `line_end` is "\r\n" while a terminal in raw
/// mode shows them.
void configure_log(LogLevel level, std::string_view line_end = "\n");

void log_debug(std::string_view text);
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

/// A warning that begins with "why ": it stands at the beginning of its line, so that one search
/// finds all of them.
void log_why(std::string_view text);

}  // namespace atmqtt::io
