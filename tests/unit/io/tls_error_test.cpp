#include "io/tls_error.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace atmqtt::io {
namespace {

TEST(tls_error, is_the_first_of_several_in_words_and_leaves_none) {
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  ERR_raise(ERR_LIB_SSL, SSL_R_NO_CIPHERS_AVAILABLE);
  EXPECT_EQ(take_openssl_error(), "wrong version number");
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(tls_error, has_the_words_of_the_system_for_a_file_that_is_not_there) {
  ERR_clear_error();
  EXPECT_EQ(BIO_new_file("/nowhere.pem", "r"), nullptr);
  EXPECT_EQ(take_openssl_error(), "No such file or directory");
}

TEST(tls_error, has_words_when_there_is_none) {
  ERR_clear_error();
  EXPECT_EQ(take_openssl_error(), "no reason given");
}

}  // namespace
}  // namespace atmqtt::io
