#pragma once

#include <string>

namespace atmqtt::app {

/// The exit statuses of the program.
namespace exit_status {
inline constexpr int done = 0;
inline constexpr int check_failed = 1;
inline constexpr int bad_usage = 2;
inline constexpr int not_opened = 3;  ///< a port, file or server
}  // namespace exit_status

/// Why the program ends without having done what it was asked for. The text names the option or
/// file and what is wrong with it, and stands behind "atmqtt: " on standard error.
struct Failure {
  int exit_status{};
  std::string text;
};

[[nodiscard]] inline Failure check_failed(std::string text) {
  return {exit_status::check_failed, std::move(text)};
}

[[nodiscard]] inline Failure bad_usage(std::string text) {
  return {exit_status::bad_usage, std::move(text)};
}

[[nodiscard]] inline Failure not_opened(std::string text) {
  return {exit_status::not_opened, std::move(text)};
}

}  // namespace atmqtt::app
