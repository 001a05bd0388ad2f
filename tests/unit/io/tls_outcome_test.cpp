#include "io/tls_outcome.hpp"

#include "io/tls_context.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <cerrno>

namespace atmqtt::io {
namespace {

/// A connection whose last call failed with this error.
class tls_outcome : public testing::Test {
 protected:
  TlsOutcome failed(int reason, bool is_secured) {
    ERR_clear_error();
    ERR_raise(ERR_LIB_SSL, reason);
    TlsOutcome outcome = outcome_of(ssl_.get(), -1, is_secured);
    EXPECT_EQ(ERR_peek_error(), 0U);
    return outcome;
  }

 private:
  SslContextPtr context_{SSL_CTX_new(TLS_client_method())};
  SslPtr ssl_{SSL_new(context_.get())};
};

TEST_F(tls_outcome, explains_the_alerts_that_a_user_can_do_something_about) {
  struct Row {
    int reason;
    const char* text;
  };
  constexpr Row rows[] = {
      {SSL_R_TLSV1_ALERT_UNKNOWN_CA,
       "the server sent the alert \"unknown CA\": it does not know the CA that has signed "
       "clientcert"},
      {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
       "the server sent the alert \"certificate required\": it wants a client certificate; set "
       "authmode 2 or 3, clientcert and clientkey"},
      {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
       "the server sent the alert \"protocol version\": it does not speak the version of TLS that "
       "sslversion asks for"},
      {SSL_R_TLSV1_ALERT_INTERNAL_ERROR, "the server sent the alert \"internal error\""},
  };
  for (const Row& row : rows) {
    for (const bool is_secured : {false, true}) {
      const TlsOutcome outcome = failed(row.reason, is_secured);
      EXPECT_EQ(outcome.code, SSL_ERROR_SSL);
      EXPECT_EQ(outcome.end, LinkEnd::alert);
      EXPECT_EQ(outcome.reason, row.text);
    }
  }
}

TEST_F(tls_outcome, tells_what_is_no_tls_from_what_is_broken_later) {
  EXPECT_EQ(failed(SSL_R_WRONG_VERSION_NUMBER, false).reason,
            "the peer speaks no TLS on this port; brokers have another for it (wrong version "
            "number)");
  const TlsOutcome broken = failed(SSL_R_WRONG_VERSION_NUMBER, true);
  EXPECT_EQ(broken.reason, "the server sent a broken TLS record (wrong version number)");
  EXPECT_EQ(broken.end, LinkEnd::alert);
  EXPECT_EQ(failed(SSL_R_UNSUPPORTED_PROTOCOL, false).reason,
            "the server chose a version of TLS that sslversion does not allow (unsupported "
            "protocol)");
  EXPECT_EQ(failed(SSL_R_DH_KEY_TOO_SMALL, false).reason,
            "the server's side of the handshake is not acceptable: dh key too small");
}

TEST_F(tls_outcome, takes_an_end_without_close_notify_for_a_truncation) {
  const TlsOutcome outcome = failed(SSL_R_UNEXPECTED_EOF_WHILE_READING, true);
  EXPECT_EQ(outcome.end, LinkEnd::truncated);
  EXPECT_EQ(outcome.reason, "the server closed the connection without close_notify");
}

}  // namespace
}  // namespace atmqtt::io
