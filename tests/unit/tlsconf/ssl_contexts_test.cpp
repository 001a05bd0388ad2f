#include "tlsconf/ssl_contexts.hpp"

#include <gtest/gtest.h>

namespace atmqtt::tlsconf {
namespace {

TEST(ssl_contexts, begin_as_the_manual_says) {
  const SslContexts contexts;
  for (int index = 0; index < SslContexts::count; ++index) {
    const SslContext& context = contexts.get(index);
    EXPECT_EQ(context.sslversion, 4);
    EXPECT_EQ(context.authmode, 0);
    EXPECT_EQ(context.ignorelocaltime, 1);
    EXPECT_EQ(context.negotiatetime, 300);
    EXPECT_EQ(context.cacert + context.clientcert + context.clientkey + context.keypwd, "");
    EXPECT_EQ(context.enable_sni, 0);
    EXPECT_EQ(context.ciphersuites, "0x0");
  }
}

TEST(ssl_contexts, are_changed_one_by_one) {
  SslContexts contexts;
  contexts.edit(9).authmode = 2;
  contexts.edit(0).cacert = "ca.pem";
  EXPECT_EQ(contexts.get(9).authmode, 2);
  EXPECT_EQ(contexts.get(9).cacert, "");
  EXPECT_EQ(contexts.get(0).cacert, "ca.pem");
  EXPECT_EQ(contexts.get(1).authmode, 0);
}

TEST(ssl_contexts, say_by_authmode_whose_certificate_counts) {
  struct Row {
    int authmode;
    bool checks_server, shows_certificate;
  };
  constexpr Row rows[] = {{0, false, false}, {1, true, false}, {2, true, true}, {3, false, true}};
  for (const Row& row : rows) {
    SslContext context;
    context.authmode = row.authmode;
    EXPECT_EQ(context.checks_server(), row.checks_server) << row.authmode;
    EXPECT_EQ(context.shows_certificate(), row.shows_certificate) << row.authmode;
  }
}

}  // namespace
}  // namespace atmqtt::tlsconf
