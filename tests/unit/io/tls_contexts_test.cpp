#include "io/tls_contexts.hpp"

#include "unit/io/tls_peer.hpp"

namespace atmqtt::io {
namespace {

SSL_CTX* context_of(TlsContexts& contexts, const TlsSettings& settings,
                    const std::string& server = "s") {
  const auto ssl = contexts.connect(settings, server);
  EXPECT_TRUE(ssl.has_value());
  return SSL_get_SSL_CTX(ssl->get());
}

TEST(tls_contexts, are_shared_by_equal_settings) {
  TlsContexts contexts;
  TlsSettings settings;
  SSL_CTX* const context = context_of(contexts, settings);
  EXPECT_EQ(context_of(contexts, settings, "another"), context);
  // These are set on each connection.
  settings.sends_server_name = true;
  settings.checks_dates = true;
  settings.handshake_limit = std::chrono::seconds(10);
  EXPECT_EQ(context_of(contexts, settings), context);
}

TEST(tls_contexts, differ_in_everything_that_a_context_is_made_of) {
  const test::Identity one("DNS:one");
  const test::Identity two("DNS:two");
  TlsSettings settings;
  settings.trusted = one.certificate_file();
  settings.certificate = one.certificate_file();
  settings.key = one.key_file();
  TlsContexts contexts;
  std::vector<SSL_CTX*> seen = {context_of(contexts, settings)};
  const auto change = [&](auto&& edit) {
    TlsSettings changed = settings;
    edit(changed);
    seen.push_back(context_of(contexts, changed));
  };
  change([](TlsSettings& each) { each.version = TlsVersion::tls1_2; });
  change([](TlsSettings& each) { each.allows_legacy = true; });
  change([](TlsSettings& each) { each.ciphersuite = 0x002F; });
  change([](TlsSettings& each) { each.key_password = "x"; });
  change([&](TlsSettings& each) { each.trusted = two.certificate_file(); });
  change([](TlsSettings& each) { each.trusted.reset(); });
  change([&](TlsSettings& each) {
    each.certificate = two.certificate_file();
    each.key = two.key_file();
  });
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (std::size_t k = i + 1; k < seen.size(); ++k) EXPECT_NE(seen[i], seen[k]) << i << " " << k;
  }
}

TEST(tls_contexts, tell_why_there_is_none) {
  TlsContexts contexts;
  TlsSettings settings;
  settings.version = TlsVersion::ssl3;
  const auto ssl = contexts.connect(settings, "s");
  ASSERT_FALSE(ssl.has_value());
  EXPECT_EQ(ssl.error(), "sslversion 0 is SSL 3.0, which OpenSSL has no more; set another");
}

}  // namespace
}  // namespace atmqtt::io
