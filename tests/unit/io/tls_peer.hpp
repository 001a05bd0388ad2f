#pragma once

#include "atmqtt/tls.hpp"
#include "io/tls_context.hpp"
#include "io/unique_fd.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace atmqtt::io::test {

/// A key and the certificate that it has signed itself, valid from yesterday to tomorrow.
class Identity {
 public:
  enum class Kind : unsigned char { ec, rsa };

  explicit Identity(const std::string& subject_alt_name, Kind kind = Kind::ec)
      : key_(kind == Kind::ec ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048)), certificate_(X509_new()) {
    X509_set_version(certificate_.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_.get()), 1);
    constexpr long day_s = 24 * 60 * 60;
    X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), -day_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), day_s);
    X509_NAME* name = X509_get_subject_name(certificate_.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("subject"), -1, -1, 0);
    X509_set_issuer_name(certificate_.get(), name);
    X509_set_pubkey(certificate_.get(), key_.get());
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject_alt_name.c_str());
    X509_add_ext(certificate_.get(), names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
  }

  [[nodiscard]] X509* certificate() const { return certificate_.get(); }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

  [[nodiscard]] TlsFile certificate_file() const {
    return {"cert.pem", written([this](BIO* bio) { PEM_write_bio_X509(bio, certificate_.get()); })};
  }

  [[nodiscard]] TlsFile key_file(const char* password = nullptr) const {
    return {"key.pem", written([&](BIO* bio) {
              PEM_write_bio_PrivateKey(bio, key_.get(),
                                       password == nullptr ? nullptr : EVP_aes_128_cbc(), nullptr,
                                       0, nullptr, const_cast<char*>(password));
            })};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };

  template <class Write>
  static std::string written(const Write& write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* octets = nullptr;
    const long size = BIO_get_mem_data(bio, &octets);
    std::string text(octets, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
  }

  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
};

/// The server's side of TLS on a socket that does not block. Each call does what can be done now.
class TlsPeer {
 public:
  TlsPeer(const Identity& identity, UniqueFd socket)
      : socket_(std::move(socket)), context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), identity.certificate());
    SSL_CTX_use_PrivateKey(context_.get(), identity.key());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.get());
  }

  [[nodiscard]] bool accept() { return done(SSL_accept(ssl_.get())); }

  /// What has come so far, with what came before.
  [[nodiscard]] const std::string& read() {
    char buffer[4096];
    int size = 0;
    while ((size = SSL_read(ssl_.get(), buffer, sizeof buffer)) > 0) {
      received_.append(buffer, static_cast<std::size_t>(size));
    }
    has_ended_ = SSL_get_error(ssl_.get(), size) == SSL_ERROR_ZERO_RETURN;
    ERR_clear_error();
    return received_;
  }

  /// Whether read() has met close_notify.
  [[nodiscard]] bool has_ended() const { return has_ended_; }

  [[nodiscard]] bool write(std::string_view octets) {
    return done(SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size())));
  }

  void close_notify() {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }

  void close() { socket_ = UniqueFd(); }
  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  static bool done(int result) {
    ERR_clear_error();
    return result > 0;
  }

  UniqueFd socket_;
  SslContextPtr context_;
  SslPtr ssl_;
  std::string received_;
  bool has_ended_ = false;
};

}  // namespace atmqtt::io::test
