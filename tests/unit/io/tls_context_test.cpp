#include "io/tls_context.hpp"

#include "unit/io/tls_peer.hpp"

namespace atmqtt::io {
namespace {

using test::Identity;

const Identity& ec() {
  static const Identity identity("DNS:broker.example");
  return identity;
}

std::string fault_of(const TlsSettings& settings) {
  const auto context = make_tls_context(settings);
  EXPECT_EQ(ERR_peek_error(), 0U) << "an error of OpenSSL would be taken for the next one's";
  return context ? "no fault" : context.error();
}

TlsSettings with_client(TlsFile certificate, TlsFile key, std::string password = "") {
  TlsSettings settings;
  settings.certificate = std::move(certificate);
  settings.key = std::move(key);
  settings.key_password = std::move(password);
  return settings;
}

TEST(tls_context, speaks_the_versions_of_sslversion) {
  struct Row {
    TlsVersion version;
    bool allows_legacy;
    int lowest, highest;
  };
  constexpr Row rows[] = {
      {TlsVersion::tls1_0, false, TLS1_VERSION, TLS1_VERSION},
      {TlsVersion::tls1_1, false, TLS1_1_VERSION, TLS1_1_VERSION},
      {TlsVersion::tls1_2, false, TLS1_2_VERSION, TLS1_2_VERSION},
      {TlsVersion::all, false, TLS1_2_VERSION, TLS1_3_VERSION},
      {TlsVersion::all, true, TLS1_VERSION, TLS1_3_VERSION},
  };
  for (const Row& row : rows) {
    TlsSettings settings;
    settings.version = row.version;
    settings.allows_legacy = row.allows_legacy;
    const auto context = make_tls_context(settings);
    ASSERT_TRUE(context.has_value());
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context->get()), row.lowest);
    EXPECT_EQ(SSL_CTX_get_max_proto_version(context->get()), row.highest);
    const bool is_old = row.lowest < TLS1_2_VERSION;
    EXPECT_EQ(SSL_CTX_get_security_level(context->get()) == 0, is_old);
  }
}

TEST(tls_context, has_no_ssl_3) {
  TlsSettings settings;
  settings.version = TlsVersion::ssl3;
  EXPECT_EQ(fault_of(settings), "sslversion 0 is SSL 3.0, which OpenSSL has no more; set another");
}

TEST(tls_context, stays_below_tls_1_3_with_aes128_sha) {
  TlsSettings settings;
  settings.ciphersuite = 0x002F;
  const auto context = make_tls_context(settings);
  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(SSL_CTX_get_max_proto_version(context->get()), TLS1_2_VERSION);
}

TEST(tls_context, trusts_every_certificate_of_the_file) {
  const Identity other("DNS:other.example");
  TlsSettings settings;
  settings.trusted = ec().certificate_file();
  settings.trusted->content += other.certificate_file().content;
  const auto context = make_tls_context(settings);
  ASSERT_TRUE(context.has_value());
  STACK_OF(X509)* all = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context->get()));
  EXPECT_EQ(sk_X509_num(all), 2);
  sk_X509_pop_free(all, X509_free);
  EXPECT_EQ(SSL_CTX_get_verify_mode(context->get()), SSL_VERIFY_PEER);
}

TEST(tls_context, says_what_is_in_the_place_of_a_certificate) {
  const std::string whole = ec().certificate_file().content;
  const std::pair<std::string, std::string_view> rows[] = {
      {"", "neither PEM nor DER of one, or not all of it"},
      {"-----BEGIN CERTIFICATE-----", "a PEM of the kind CERTIFICATE, or not all of it"},
      {whole.substr(0, whole.size() - 5), "a PEM of the kind CERTIFICATE, or not all of it"},
      {whole + whole.substr(0, 100), "a PEM of the kind CERTIFICATE, or not all of it"},
      {ec().key_file().content, "a PEM of the kind PRIVATE KEY, or not all of it"},
      {ec().key_file("x").content, "a PEM of the kind ENCRYPTED PRIVATE KEY, or not all of it"},
      {"-----BEGIN SECRET-----", "a PEM of another kind"},
  };
  for (const auto& [content, kind] : rows) {
    TlsSettings settings;
    settings.trusted = TlsFile{"ca.pem", content};
    EXPECT_EQ(
        fault_of(settings),
        "cacert ca.pem is not a readable certificate; what was entered is " + std::string(kind));
  }
}

TEST(tls_context, opens_an_encrypted_key_with_its_password_only) {
  const TlsFile certificate = ec().certificate_file();
  const TlsFile key = ec().key_file("right");
  EXPECT_EQ(fault_of(with_client(certificate, key, "right")), "no fault");
  EXPECT_EQ(fault_of(with_client(certificate, key, "wrong")),
            "clientkey key.pem is encrypted and its password does not open it; set it with "
            "AT+CSSLCFG");
  EXPECT_EQ(fault_of(with_client(certificate, key)),
            "clientkey key.pem is encrypted and its password is empty; set it with AT+CSSLCFG");
}

TEST(tls_context, takes_a_key_only_with_its_certificate) {
  const Identity other("DNS:broker.example");
  const Identity rsa("DNS:broker.example", Identity::Kind::rsa);
  EXPECT_EQ(fault_of(with_client(rsa.certificate_file(), rsa.key_file())), "no fault");
  for (const Identity* foreign : {&other, &rsa}) {
    EXPECT_EQ(fault_of(with_client(ec().certificate_file(), foreign->key_file())),
              "clientkey key.pem does not belong to clientcert cert.pem");
  }
}

}  // namespace
}  // namespace atmqtt::io
