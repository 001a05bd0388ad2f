#include "io/source_addresses.hpp"

#include <gtest/gtest.h>

namespace atmqtt::io {
namespace {

TEST(source_addresses, are_taken_in_turn_in_each_family) {
  SourceAddresses sources;
  EXPECT_FALSE(sources.next(false));
  ASSERT_TRUE(sources.add("127.0.0.2"));
  ASSERT_TRUE(sources.add("::1"));
  ASSERT_TRUE(sources.add("127.0.0.3"));
  EXPECT_EQ(sources.next(false)->to_string(), "127.0.0.2");
  EXPECT_EQ(sources.next(true)->to_string(), "::1");
  EXPECT_EQ(sources.next(false)->to_string(), "127.0.0.3");
  EXPECT_EQ(sources.next(false)->to_string(), "127.0.0.2");
}

TEST(source_addresses, take_no_names) {
  SourceAddresses sources;
  EXPECT_FALSE(sources.add("localhost"));
  EXPECT_FALSE(sources.add(""));
  EXPECT_FALSE(sources.next(false));
}

}  // namespace
}  // namespace atmqtt::io
