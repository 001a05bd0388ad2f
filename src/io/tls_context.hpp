#pragma once

#include "atmqtt/tls.hpp"

#include <openssl/ssl.h>
#include <tl/expected.hpp>

#include <memory>
#include <string>

namespace atmqtt::io {

struct FreeSsl {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SslContextPtr = std::unique_ptr<SSL_CTX, FreeSsl>;
using SslPtr = std::unique_ptr<SSL, FreeSsl>;

/// Makes what OpenSSL needs of the settings: versions, ciphers, trusted certificates, own
/// certificate and key. The error says in words which of them cannot be used and why (<err> 34).
[[nodiscard]] tl::expected<SslContextPtr, std::string> make_tls_context(
    const TlsSettings& settings);

}  // namespace atmqtt::io
