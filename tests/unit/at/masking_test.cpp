#include "at/masking.hpp"

#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at {
namespace {

std::string masked(const std::string& written, std::vector<std::size_t> secrets) {
  std::string_view rest = written;
  const auto command = take_command(rest);
  EXPECT_TRUE(command);
  const auto is_secret = [&secrets](std::size_t i) {
    return std::ranges::find(secrets, i) != secrets.end();
  };
  const std::size_t size = written.size() - rest.size();
  return mask_arguments(std::string_view(written).substr(0, size), *command, is_secret);
}

TEST(masking, hides_secret_values_and_shows_the_others) {
  EXPECT_EQ(masked("+X=1,\"user\",\"secret\",,bare", {2}), "+X=1,\"user\",\"***\",,bare");
  EXPECT_EQ(masked("+X=\"a\",b", {0, 1}), "+X=\"***\",***");
}

TEST(masking, does_not_tell_that_a_secret_is_short) {
  EXPECT_EQ(masked("+X=\"\"", {0}), "+X=\"***\"");
  EXPECT_EQ(masked("+X=,1", {0}), "+X=,1") << "an empty place is no secret";
}

TEST(masking, keeps_the_separator_behind_a_command) {
  EXPECT_EQ(masked("+X=1;+Y", {}), "+X=1;");
  EXPECT_EQ(masked("+X;+Y", {}), "+X;");
}

TEST(masking, leaves_commands_without_values_and_basic_commands) {
  EXPECT_EQ(masked("+X", {0}), "+X");
  EXPECT_EQ(masked("+X?", {0}), "+X?");
  EXPECT_EQ(masked("+X=?", {0}), "+X=?");
  EXPECT_EQ(masked("S3=13", {0}), "S3=13");
}

TEST(masking, escapes_the_values) { EXPECT_EQ(masked("+X=\"\t\xFF\"", {}), R"(+X="\t\xFF")"); }

TEST(masking, hides_everything_behind_the_first_quote_or_sign_of_what_is_not_understood) {
  EXPECT_EQ(mask_quoted("+CONECT=\"secret\""), "+CONECT=***");
  EXPECT_EQ(mask_quoted("+CONNECT\"secret\"=1"), "+CONNECT\"***");
  EXPECT_EQ(mask_quoted("+CONNECT\r"), "+CONNECT\\r");
  EXPECT_EQ(mask_quoted("="), "=***");
  EXPECT_EQ(mask_quoted(""), "");
}

TEST(masking, cuts_long_text_that_is_not_understood) {
  EXPECT_EQ(mask_quoted(std::string(3000, 'x')), std::string(256, 'x'));
  EXPECT_EQ(mask_quoted(std::string(3000, 'x') + "=secret"), std::string(256, 'x') + "=***");
}

TEST(traced_data, shows_data_with_escapes) {
  const std::string all = support::every_octet();
  EXPECT_TRUE(traced_data(all).starts_with("\\0\\x01\\x02"));
  EXPECT_TRUE(traced_data(all).ends_with("\\xFE\\xFF"));
}

TEST(traced_data, cuts_what_is_longer_than_256_octets_and_tells_its_size) {
  EXPECT_EQ(traced_data(std::string(256, 'x')), std::string(256, 'x'));
  EXPECT_EQ(traced_data(std::string(257, 'x')), std::string(256, 'x') + "... (257 octets)");
}

}  // namespace
}  // namespace atmqtt::at
