#pragma once

#include "atmqtt/link.hpp"

#include <openssl/ssl.h>

#include <string>

namespace atmqtt::io {

/// What a call of OpenSSL on a connection has come to.
struct TlsOutcome {
  int code = SSL_ERROR_NONE;  ///< SSL_ERROR_…; those that want something are no failure
  LinkEnd end{};              ///< of a failure
  std::string reason;         ///< of a failure, for somebody who knows nothing of OpenSSL
};

/// Reads what OpenSSL says of a call that returned `result`, and empties its queue of errors. To be
/// called right behind it, while errno is its. `is_secured`: the handshake was finished before.
[[nodiscard]] TlsOutcome outcome_of(const SSL* ssl, int result, bool is_secured);

}  // namespace atmqtt::io
