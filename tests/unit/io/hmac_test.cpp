#include "io/hmac.hpp"

#include <gtest/gtest.h>

namespace atmqtt::io {
namespace {

std::string hex(const std::string& octets) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    text += digits[value >> 4];
    text += digits[value & 15];
  }
  return text;
}

// The second test case of RFC 2202 (MD5, SHA-1) and of RFC 4231 (SHA-256).
constexpr std::string_view key = "Jefe";
constexpr std::string_view message = "what do ya want for nothing?";

TEST(hmac, agrees_with_the_published_examples) {
  EXPECT_EQ(hex(hmac(HashAlgorithm::md5, key, message)), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(hex(hmac(HashAlgorithm::sha1, key, message)),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(hex(hmac(HashAlgorithm::sha256, key, message)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(hmac, takes_an_empty_key_and_an_empty_message) {
  EXPECT_EQ(hex(hmac(HashAlgorithm::sha1, {}, {})), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}

}  // namespace
}  // namespace atmqtt::io
