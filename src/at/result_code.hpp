#pragma once

#include <string_view>

namespace atmqtt::at {

/// The final result codes that a module of this kind sends, with their values from V.250 Table 1.
enum class ResultCode : unsigned char { ok = 0, error = 4 };

/// The text under ATV1.
[[nodiscard]] constexpr std::string_view text_of(ResultCode code) {
  return code == ResultCode::ok ? "OK" : "ERROR";
}

}  // namespace atmqtt::at
