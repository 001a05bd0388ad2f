#include "io/tls_error.hpp"

#include <openssl/err.h>

namespace atmqtt::io {

std::string take_openssl_error() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return reason == nullptr ? "no reason given" : reason;
}

}  // namespace atmqtt::io
