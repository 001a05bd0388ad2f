#include "io/tls_verification.hpp"

#include "unit/io/tls_peer.hpp"

namespace atmqtt::io {
namespace {

/// What is said of a server's certificate, without a server.
class tls_verification : public testing::Test {
 protected:
  std::string judge(const test::Identity& server, const std::string& host) {
    const auto context = make_tls_context(settings_);
    const SslPtr ssl(SSL_new(context->get()));
    TlsVerdict verdict;
    set_verification(ssl.get(), settings_, host, verdict);
    X509_STORE_CTX* store = X509_STORE_CTX_new();
    X509_STORE_CTX_init(store, SSL_CTX_get_cert_store(context->get()), server.certificate(),
                        nullptr);
    X509_STORE_CTX_set_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx(), ssl.get());
    X509_VERIFY_PARAM_inherit(X509_STORE_CTX_get0_param(store), SSL_get0_param(ssl.get()));
    X509_STORE_CTX_set_verify_cb(store, note_verification);
    const int is_accepted = X509_verify_cert(store);
    X509_STORE_CTX_free(store);
    EXPECT_EQ(is_accepted == 1, verdict.reason.empty());
    return verdict.reason;
  }

  void trust(const test::Identity& authority) { settings_.trusted = authority.certificate_file(); }

  TlsSettings settings_;
};

TEST_F(tls_verification, accepts_a_name_and_an_address_that_the_certificate_has) {
  const test::Identity server("DNS:broker.example,DNS:*.fleet.example,IP:192.0.2.1,IP:2001:db8::1");
  trust(server);
  for (const char* host :
       {"broker.example", "BROKER.example", "a.fleet.example", "192.0.2.1", "2001:db8::1"}) {
    EXPECT_EQ(judge(server, host), "") << host;
  }
}

TEST_F(tls_verification, says_what_the_certificate_is_for_when_the_name_is_wrong) {
  const test::Identity server("DNS:broker.example,IP:192.0.2.1,IP:2001:db8::1,email:a@b.example");
  trust(server);
  for (const std::string host : {"other.example", "192.0.2.2", "2001:db8::2", "b.broker.example"}) {
    EXPECT_EQ(judge(server, host),
              "server certificate is for broker.example, 192.0.2.1, 2001:db8::1, a name of another "
              "kind, not for " +
                  host + "; connect by a name that it has");
  }
  settings_.checks_name = false;
  EXPECT_EQ(judge(server, "other.example"), "");
}

TEST_F(tls_verification, judges_dates_by_the_clock_of_the_module_when_they_count) {
  const test::Identity server("DNS:broker.example");
  trust(server);
  settings_.clock = std::chrono::sys_days(std::chrono::year(2099) / 1 / 2);
  EXPECT_EQ(judge(server, "broker.example"), "");
  settings_.checks_dates = true;
  const std::string expired = judge(server, "broker.example");
  EXPECT_TRUE(expired.starts_with("server certificate expired 20")) << expired;
  EXPECT_TRUE(
      expired.ends_with(", and the module's clock says 2099-01-02; renew it, or correct AT+CCLK"))
      << expired;
  settings_.clock = std::chrono::sys_days(std::chrono::year(2001) / 12 / 31);
  EXPECT_TRUE(judge(server, "broker.example")
                  .ends_with(", and the module's clock says 2001-12-31; correct AT+CCLK"));
}

TEST_F(tls_verification, tells_an_unknown_signer_from_a_self_signed_certificate) {
  const test::Identity server("DNS:broker.example");
  const test::Identity other("DNS:broker.example", test::Identity::Kind::rsa);
  trust(other);
  EXPECT_EQ(judge(server, "broker.example"), "server certificate is self-signed and not in cacert");
}

}  // namespace
}  // namespace atmqtt::io
