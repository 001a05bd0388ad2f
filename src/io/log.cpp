#include "io/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <string>

namespace atmqtt::io {
namespace {

struct Log {
  spdlog::logger marked{"atmqtt", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  spdlog::logger plain{"atmqtt", std::make_shared<spdlog::sinks::stderr_sink_mt>()};

  void configure(spdlog::level::level_enum level, const std::string& line_end) {
    const auto formatter = [&line_end](const char* pattern) {
      return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::local,
                                                         line_end);
    };
    marked.set_formatter(formatter("%l: %v"));
    plain.set_formatter(formatter("%v"));
    marked.set_level(level);
    plain.set_level(level);
  }

  Log() { configure(spdlog::level::warn, "\n"); }
};

// A process has one standard error.
Log& log() {
  static Log the_log;
  return the_log;
}

constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info,
                                                spdlog::level::warn, spdlog::level::err,
                                                spdlog::level::off};

}  // namespace

void configure_log(LogLevel level, std::string_view line_end) {
  log().configure(levels[static_cast<std::size_t>(level)], std::string(line_end));
}

void log_debug(std::string_view text) { log().marked.debug(text); }
void log_info(std::string_view text) { log().marked.info(text); }
void log_warning(std::string_view text) { log().marked.warn(text); }
void log_error(std::string_view text) { log().marked.error(text); }
void log_why(std::string_view text) { log().plain.warn(text); }

}  // namespace atmqtt::io
