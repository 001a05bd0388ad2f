#include "io/tls_error.hpp"

#include <openssl/err.h>

#include <system_error>

namespace atmqtt::io {

std::string take_openssl_error() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  // For a file that cannot be opened OpenSSL has no words of its own.
  if (ERR_SYSTEM_ERROR(error)) return std::system_category().message(ERR_GET_REASON(error));
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return reason == nullptr ? "no reason given" : reason;
}

}  // namespace atmqtt::io
