#pragma once

#include "atmqtt/tls.hpp"

#include <openssl/ssl.h>

#include <string>

namespace atmqtt::io {

/// Why the certificate of a server was not accepted, in words; empty while nothing is wrong with
/// it.
struct TlsVerdict {
  std::string reason;
};

/// Sets on a connection what its server's certificate is held against: the name or address that was
/// asked for, and the module's clock. Needs: settings.trusted. `verdict` must outlive the
/// connection, or the call of forget_verdict().
void set_verification(SSL* ssl, const TlsSettings& settings, const std::string& host,
                      TlsVerdict& verdict);

/// The reason of a refusal is not noted any more.
void forget_verdict(SSL* ssl);

/// OpenSSL calls this for each certificate it has judged; it notes the reason of the first that is
/// refused.
int note_verification(int is_accepted, X509_STORE_CTX* store);

}  // namespace atmqtt::io
