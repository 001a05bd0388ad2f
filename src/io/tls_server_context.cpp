#include "io/tls_server_context.hpp"

#include "io/tls_error.hpp"

namespace atmqtt::io {
namespace {

tl::unexpected<std::string> unusable(const std::string& file) {
  return tl::unexpected(file + ": " + take_openssl_error());
}

/// OpenSSL would ask for it on the terminal. A server has nobody to ask.
int give_no_password(char*, int, int, void*) { return -1; }

}  // namespace

tl::expected<SslContextPtr, std::string> make_tls_server_context(const TlsServerFiles& files) {
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) return unusable("OpenSSL");
  SSL_CTX* const raw = context.get();
  // An idle connection keeps no buffers; a partial write is continued from a buffer that has moved.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_default_passwd_cb(raw, give_no_password);
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
    return unusable(files.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return unusable(files.key);
  }
  if (files.ca) {
    if (SSL_CTX_load_verify_locations(raw, files.ca->c_str(), nullptr) != 1) {
      return unusable(*files.ca);
    }
    SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(files.ca->c_str()));
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // Sessions of clients with certificates are resumed within one context only.
    static constexpr unsigned char session_context[] = "atmqtt";
    SSL_CTX_set_session_id_context(raw, session_context, sizeof session_context - 1);
  }
  return context;
}

}  // namespace atmqtt::io
