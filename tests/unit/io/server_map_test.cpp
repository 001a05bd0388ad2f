#include "io/server_map.hpp"

#include <gtest/gtest.h>

namespace atmqtt::io {
namespace {

std::string error_of(std::string_view rule) {
  ServerMap map;
  const auto added = map.add(rule);
  return added ? "" : added.error();
}

TEST(server_map, leaves_a_server_that_no_rule_fits) {
  ServerMap map;
  ASSERT_TRUE(map.add("a.example=127.0.0.1:1"));
  EXPECT_EQ(map.place_of({"b.example", 1883}), (Server{"b.example", 1883}));
}

TEST(server_map, fits_names_in_any_case_and_all_ports) {
  ServerMap map;
  ASSERT_TRUE(map.add("A.example=127.0.0.1:1"));
  EXPECT_EQ(map.place_of({"a.EXAMPLE", 8883}), (Server{"127.0.0.1", 1}));
}

TEST(server_map, fits_one_port_when_the_rule_has_one) {
  ServerMap map;
  ASSERT_TRUE(map.add("a:8883=b:1"));
  EXPECT_EQ(map.place_of({"a", 8883}), (Server{"b", 1}));
  EXPECT_EQ(map.place_of({"a", 1883}), (Server{"a", 1883}));
}

TEST(server_map, takes_the_first_rule_that_fits) {
  ServerMap map;
  ASSERT_TRUE(map.add("a=first:1"));
  ASSERT_TRUE(map.add("*=all:2"));
  ASSERT_TRUE(map.add("b=never:3"));
  EXPECT_EQ(map.place_of({"a", 1883}), (Server{"first", 1}));
  EXPECT_EQ(map.place_of({"b", 1883}), (Server{"all", 2}));
}

TEST(server_map, appends_the_rules_of_another_behind_its_own) {
  ServerMap map;
  ServerMap other;
  ASSERT_TRUE(map.add("a=mine:1"));
  ASSERT_TRUE(other.add("*=other:2"));
  map.append(other);
  EXPECT_EQ(map.place_of({"a", 1}), (Server{"mine", 1}));
  EXPECT_EQ(map.place_of({"b", 1}), (Server{"other", 2}));
}

TEST(server_map, takes_ipv6_addresses_in_brackets) {
  ServerMap map;
  ASSERT_TRUE(map.add("[2001:db8::1]:8883=[::1]:65535"));
  EXPECT_EQ(map.place_of({"2001:db8::1", 8883}), (Server{"::1", 65535}));
}

TEST(server_map, says_what_is_wrong_with_a_rule) {
  const std::string before = "before '=' there must be HOST or HOST:PORT with PORT 1 to 65535";
  const std::string after = "after '=' there must be HOST:PORT with PORT 1 to 65535";
  EXPECT_EQ(error_of(""), "must be HOST[:PORT]=HOST:PORT, as in *=127.0.0.1:1883");
  EXPECT_EQ(error_of("a"), "must be HOST[:PORT]=HOST:PORT, as in *=127.0.0.1:1883");
  for (const char* rule : {"=b:1", "a:0=b:1", "a:x=b:1", ":1=b:1"})
    EXPECT_EQ(error_of(rule), before);
  for (const char* rule : {"a=", "a=b", "a=b:0", "a=b:65536", "a=*:1", "a=:1"}) {
    EXPECT_EQ(error_of(rule), after);
  }
}

}  // namespace
}  // namespace atmqtt::io
