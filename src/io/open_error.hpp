#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace atmqtt::io {

/// Why a port, link or file could not be opened: a sentence for the user without a full stop.
struct OpenError {
  std::string text;
};

/// "WHAT: the system's words for errno".
[[nodiscard]] inline OpenError system_error(std::string_view what, int error = errno) {
  return {std::string(what) + ": " + std::generic_category().message(error)};
}

}  // namespace atmqtt::io
