#include "tlsconf/ssl_contexts.hpp"

#include <gtest/gtest.h>

namespace atmqtt::tlsconf {
namespace {

TEST(ssl_contexts, begin_as_the_manual_says) {
  const SslContexts contexts(4);
  for (int index = 0; index < SslContexts::count; ++index) {
    const SslContext& context = contexts.get(index);
    EXPECT_EQ(context.sslversion, 4);
    EXPECT_EQ(context.authmode, 0);
    EXPECT_EQ(context.ignorelocaltime, 1);
    EXPECT_EQ(context.negotiatetime, 300);
    for (const CompactText& text : {context.cacert, context.clientcert, context.clientkey,
                                    context.password, context.keypwd, context.ciphersuites}) {
      EXPECT_TRUE(text.empty());
    }
    EXPECT_EQ(context.enable_sni, 0);
    EXPECT_EQ(context.ignorecertcn, 0);
    EXPECT_EQ(context.use_tickets, 0);
  }
}

TEST(ssl_contexts, have_the_sslversion_of_the_family_until_another_is_set) {
  SslContexts contexts(2);
  EXPECT_EQ(contexts.get(0).sslversion, 2);
  contexts.edit(1).authmode = 1;
  EXPECT_EQ(contexts.get(1).sslversion, 2);
}

TEST(ssl_contexts, are_changed_one_by_one) {
  SslContexts contexts(4);
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
