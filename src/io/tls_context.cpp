#include "io/tls_context.hpp"

#include "io/tls_error.hpp"
#include "io/tls_verification.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace atmqtt::io {
namespace {

using Failure = tl::unexpected<std::string>;

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using X509Ptr = std::unique_ptr<X509, FreeX509>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeX509>;
using BioPtr = std::unique_ptr<BIO, FreeX509>;

BioPtr reader_of(std::string_view octets) {
  return BioPtr(BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())));
}

constexpr std::string_view pem_begin = "-----BEGIN ";

bool is_pem(std::string_view content) { return content.find(pem_begin) != std::string_view::npos; }

/// What a file says it is. Nothing but the name of a kind is taken from it: it may be a key.
std::string kind_of(std::string_view content) {
  const std::size_t begin = content.find(pem_begin);
  if (begin == std::string_view::npos) return "neither PEM nor DER of one, or not all of it";
  content.remove_prefix(begin + pem_begin.size());
  constexpr std::string_view kinds[] = {"CERTIFICATE-----",           "PRIVATE KEY-----",
                                        "ENCRYPTED PRIVATE KEY-----", "RSA PRIVATE KEY-----",
                                        "EC PRIVATE KEY-----",        "CERTIFICATE REQUEST-----"};
  for (const std::string_view kind : kinds) {
    if (!content.starts_with(kind)) continue;
    return fmt::format("a PEM of the kind {}, or not all of it", kind.substr(0, kind.find('-')));
  }
  return "a PEM of another kind";
}

/// Why nothing can be read from a file. The usual cause is a length that is not that of the file.
std::string unreadable(std::string_view option, const TlsFile& file, std::string_view what) {
  return fmt::format("{} {} is not a readable {}; what was entered is {}", option, file.name, what,
                     kind_of(file.content));
}

/// All certificates of a PEM file, or the one of a DER file.
tl::expected<std::vector<X509Ptr>, std::string> read_certificates(std::string_view option,
                                                                  const TlsFile& file) {
  std::vector<X509Ptr> certificates;
  const BioPtr bio = reader_of(file.content);
  if (is_pem(file.content)) {
    while (X509Ptr one{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
      certificates.push_back(std::move(one));
    }
  } else if (X509Ptr one{d2i_X509_bio(bio.get(), nullptr)}) {
    certificates.push_back(std::move(one));
  }
  // The end of a PEM file is reported as an error, too; any other comes from a certificate that is
  // broken.
  const bool is_whole =
      !is_pem(file.content) || ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (certificates.empty() || !is_whole) {
    return Failure(unreadable(option, file, "certificate"));
  }
  return certificates;
}

int give_password(char* buffer, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  if (text.size() > static_cast<std::size_t>(size)) return -1;
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

bool is_encrypted(const TlsFile& file) {
  if (is_pem(file.content)) return file.content.find("ENCRYPTED") != std::string::npos;
  const BioPtr bio = reader_of(file.content);
  X509_SIG* const envelope = d2i_PKCS8_bio(bio.get(), nullptr);
  X509_SIG_free(envelope);
  ERR_clear_error();
  return envelope != nullptr;
}

tl::expected<KeyPtr, std::string> read_key(const TlsFile& file, const std::string& password) {
  const BioPtr bio = reader_of(file.content);
  void* argument = const_cast<std::string*>(&password);
  KeyPtr key(is_pem(file.content)
                 ? PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, argument)
                 : d2i_PrivateKey_bio(bio.get(), nullptr));
  if (!key && !is_pem(file.content)) {
    const BioPtr again = reader_of(file.content);
    key.reset(d2i_PKCS8PrivateKey_bio(again.get(), nullptr, give_password, argument));
  }
  ERR_clear_error();  // OpenSSL's words name the parts of a decoder that it has tried.
  if (key) return key;
  if (is_encrypted(file)) {
    return Failure(
        fmt::format("clientkey {} is encrypted and its password {}; set it with AT+CSSLCFG",
                    file.name, password.empty() ? "is empty" : "does not open it"));
  }
  return Failure(unreadable("clientkey", file, "key"));
}

struct Versions {
  int lowest;
  int highest;
};

tl::expected<Versions, std::string> versions_of(const TlsSettings& settings) {
  switch (settings.version) {
    case TlsVersion::ssl3:
      return Failure("sslversion 0 is SSL 3.0, which OpenSSL has no more; set another");
    case TlsVersion::tls1_0: return Versions{TLS1_VERSION, TLS1_VERSION};
    case TlsVersion::tls1_1: return Versions{TLS1_1_VERSION, TLS1_1_VERSION};
    case TlsVersion::tls1_2: return Versions{TLS1_2_VERSION, TLS1_2_VERSION};
    case TlsVersion::tls1_3: return Versions{TLS1_3_VERSION, TLS1_3_VERSION};
    case TlsVersion::all: break;
  }
  return Versions{settings.allows_legacy ? TLS1_VERSION : TLS1_2_VERSION, TLS1_3_VERSION};
}

/// Leaves the context one suite, and of the versions those that have it: TLS 1.3 has its own.
std::optional<std::string> limit_to(SSL_CTX* context, std::uint16_t suite, Versions& versions) {
  const STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(context);
  for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
    const SSL_CIPHER* candidate = sk_SSL_CIPHER_value(suites, i);
    if (SSL_CIPHER_get_protocol_id(candidate) != suite) continue;
    const char* name = SSL_CIPHER_get_name(candidate);
    constexpr std::uint16_t first_of_tls1_3 = 0x1301;
    constexpr std::uint16_t last_of_tls1_3 = 0x1305;
    if (suite >= first_of_tls1_3 && suite <= last_of_tls1_3) {
      versions.lowest = std::max(versions.lowest, TLS1_3_VERSION);
      if (SSL_CTX_set_ciphersuites(context, name) == 1) return std::nullopt;
    } else {
      versions.highest = std::min(versions.highest, TLS1_2_VERSION);
      if (SSL_CTX_set_cipher_list(context, name) == 1) return std::nullopt;
    }
  }
  ERR_clear_error();  // The suite says all that there is to say.
  return fmt::format("OpenSSL does not speak the suite 0x{:04X}; set another", suite);
}

std::optional<std::string> set_versions(SSL_CTX* context, const TlsSettings& settings) {
  auto versions = versions_of(settings);
  if (!versions) return versions.error();
  // Below TLS 1.2 signatures are made with SHA-1, which only security level 0 takes.
  if (versions->lowest < TLS1_2_VERSION) SSL_CTX_set_security_level(context, 0);
  if (settings.ciphersuite) {
    if (auto fault = limit_to(context, *settings.ciphersuite, *versions)) return fault;
    if (versions->lowest > versions->highest) return "no version of TLS it may speak has its suite";
  }
  if (SSL_CTX_set_min_proto_version(context, versions->lowest) != 1 ||
      SSL_CTX_set_max_proto_version(context, versions->highest) != 1) {
    return "OpenSSL does not speak this version of TLS: " + take_openssl_error();
  }
  return std::nullopt;
}

std::optional<std::string> trust(SSL_CTX* context, const TlsFile& file) {
  const auto certificates = read_certificates("cacert", file);
  if (!certificates) return certificates.error();
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const X509Ptr& certificate : *certificates) {
    if (X509_STORE_add_cert(store, certificate.get()) != 1) {
      return fmt::format("cacert {} cannot be used: {}", file.name, take_openssl_error());
    }
  }
  // A module trusts whatever is in its file, also an intermediate certificate without its root.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_verification);
  return std::nullopt;
}

std::optional<std::string> show(SSL_CTX* context, const TlsSettings& settings) {
  const auto certificates = read_certificates("clientcert", *settings.certificate);
  if (!certificates) return certificates.error();
  const auto key = read_key(*settings.key, settings.key_password);
  if (!key) return key.error();
  bool is_used = SSL_CTX_use_certificate(context, certificates->front().get()) == 1;
  for (std::size_t i = 1; is_used && i < certificates->size(); ++i) {
    is_used = SSL_CTX_add1_chain_cert(context, (*certificates)[i].get()) == 1;
  }
  if (!is_used) {
    return fmt::format("clientcert {} cannot be used: {}", settings.certificate->name,
                       take_openssl_error());
  }
  // The context itself would take a key of another type and never use it.
  if (X509_check_private_key(certificates->front().get(), key->get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key->get()) != 1) {
    ERR_clear_error();
    return fmt::format("clientkey {} does not belong to clientcert {}", settings.key->name,
                       settings.certificate->name);
  }
  return std::nullopt;
}

}  // namespace

tl::expected<SslContextPtr, std::string> make_tls_context(const TlsSettings& settings) {
  SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Failure("OpenSSL gives no context: " + take_openssl_error());
  // An idle connection keeps no buffers; a partial write is continued from a buffer that has moved.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (auto fault = set_versions(context.get(), settings)) return Failure(std::move(*fault));
  if (settings.trusted) {
    if (auto fault = trust(context.get(), *settings.trusted)) return Failure(std::move(*fault));
  }
  if (settings.certificate) {
    if (auto fault = show(context.get(), settings)) return Failure(std::move(*fault));
  }
  return context;
}

}  // namespace atmqtt::io
