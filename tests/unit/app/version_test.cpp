#include "app/version.hpp"

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <regex>

namespace atmqtt::app {
namespace {

TEST(version, is_ours_and_those_of_the_libraries) {
  const std::string text = version_text();
  EXPECT_EQ(text.substr(0, text.find('\n')), "atmqtt " ATMQTT_VERSION);
  const std::regex libraries(
      R"(OpenSSL \d+\.\d+\.\d+\w*, Boost \d+\.\d+\.\d+, fmt \d+\.\d+\.\d+, )"
      R"(spdlog \d+\.\d+\.\d+, CLI11 \d+\.\d+\.\d+, toml\+\+ \d+\.\d+\.\d+)");
  const std::string second = text.substr(text.find('\n') + 1);
  EXPECT_TRUE(std::regex_match(second.substr(0, second.size() - 1), libraries)) << second;
  EXPECT_NE(text.find(OpenSSL_version(OPENSSL_VERSION_STRING)), std::string::npos);
}

}  // namespace
}  // namespace atmqtt::app
