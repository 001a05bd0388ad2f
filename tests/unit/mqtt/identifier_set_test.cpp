#include "mqtt/identifier_set.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace atmqtt::mqtt {
namespace {

using Identifiers = std::initializer_list<std::uint16_t>;

TEST(identifier_set, holds_what_was_inserted_and_not_erased) {
  IdentifierSet set;
  for (const std::uint16_t identifier : Identifiers{7, 65535, 1, 7, 300}) set.insert(identifier);
  EXPECT_EQ(set.size(), 4u);
  set.erase(300);
  set.erase(2);
  for (const std::uint16_t identifier : Identifiers{1, 7, 65535})
    EXPECT_TRUE(set.contains(identifier));
  for (const std::uint16_t identifier : Identifiers{0, 2, 300, 65534})
    EXPECT_FALSE(set.contains(identifier));
  set.clear();
  EXPECT_EQ(set.size(), 0u);
  EXPECT_FALSE(set.contains(7));
}

TEST(identifier_set, holds_all_identifiers) {
  IdentifierSet set;
  for (unsigned identifier = 65535; identifier > 0; --identifier) {
    set.insert(static_cast<std::uint16_t>(identifier));
  }
  EXPECT_EQ(set.size(), 65535u);
  for (unsigned identifier = 1; identifier <= 65535; ++identifier) {
    EXPECT_TRUE(set.contains(static_cast<std::uint16_t>(identifier)));
    set.erase(static_cast<std::uint16_t>(identifier));
  }
  EXPECT_EQ(set.size(), 0u);
}

}  // namespace
}  // namespace atmqtt::mqtt
