#pragma once

#include <string>

namespace atmqtt::io {

/// The first of OpenSSL's errors on this thread, in its words, or "no reason given". Empties the
/// queue of errors.
[[nodiscard]] std::string take_openssl_error();

}  // namespace atmqtt::io
