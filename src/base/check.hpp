#pragma once

namespace atmqtt {

/// Ends the process with the failed condition and its place on standard error.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace atmqtt

/// States what must hold. It is checked in every build: a broken promise inside the modem ends the
/// process at the place where it is seen rather than somewhere behind it.
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::atmqtt::check_failed(#condition, __FILE__, __LINE__))
