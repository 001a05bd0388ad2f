#include "app/listings.hpp"

#include "modem/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace atmqtt::app {
namespace {

TEST(listings, have_a_line_per_profile) {
  const auto text = list_profiles({});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->substr(0, 9), "sim8200  ");
  EXPECT_NE(text->find("\nsim7600  "), std::string::npos);
}

TEST(listings, have_a_line_per_setting) {
  const auto text = list_profiles({{"sim7600"}, false});
  ASSERT_TRUE(text);
  EXPECT_EQ(std::count(text->begin(), text->end(), '\n'),
            static_cast<std::ptrdiff_t>(settings().size()));
  EXPECT_NE(text->find("SIMCOM_SIM7600G-H"), std::string::npos);
}

TEST(listings, are_tables_in_markdown_with_escapes_kept) {
  const auto text = list_profiles({{"sim8200"}, true});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->substr(0, text->find('\n')), "| Setting | Value | Allowed | Meaning |");
  EXPECT_NE(text->find("| prompt.octets | \\\\r\\\\n> |"), std::string::npos);
}

TEST(listings, have_a_column_per_profile) {
  const auto text = list_profiles({{"sim8200", "a7670"}, true});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->substr(0, text->find('\n')), "| Setting | sim8200 | a7670 | Allowed | Meaning |");
  EXPECT_NE(text->find("| pub.timeout_min | 60 | 1 | a number from 1 to 60 |"), std::string::npos);
}

TEST(listings, refuse_an_unknown_profile) {
  EXPECT_FALSE(list_profiles({{"nix"}, false}));
  EXPECT_FALSE(list_profiles({{"sim8200", "nix"}, false}));
  EXPECT_FALSE(list_commands({"nix", false}));
}

}  // namespace
}  // namespace atmqtt::app
