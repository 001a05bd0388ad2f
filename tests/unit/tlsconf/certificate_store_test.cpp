#include "tlsconf/certificate_store.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::tlsconf {
namespace {

TEST(certificate_store, finds_what_was_put_and_nothing_else) {
  CertificateStore store;
  EXPECT_FALSE(store.find("a.pem"));
  store.put("a.pem", std::string_view("x\0y", 3));
  ASSERT_TRUE(store.find("a.pem"));
  EXPECT_EQ(*store.find("a.pem"), std::string_view("x\0y", 3));
  EXPECT_FALSE(store.find("A.pem"));
}

TEST(certificate_store, replaces_and_removes) {
  CertificateStore store;
  store.put("a.pem", "old");
  store.put("a.pem", "new");
  EXPECT_EQ(*store.find("a.pem"), "new");
  EXPECT_TRUE(store.remove("a.pem"));
  EXPECT_FALSE(store.remove("a.pem"));
  EXPECT_TRUE(store.all().empty());
}

TEST(certificate_store, keeps_no_copy_of_what_it_is_lent) {
  const std::string content = "content";
  CertificateStore store;
  store.put("a.pem", "own");
  store.lend("a.pem", content);
  ASSERT_TRUE(store.find("a.pem"));
  EXPECT_EQ(store.find("a.pem")->data(), content.data());
  store.put("a.pem", "own again");
  EXPECT_EQ(*store.find("a.pem"), "own again");
}

TEST(certificate_store, lists_by_name) {
  CertificateStore store;
  for (const char* name : {"b.pem", "a.pem", "c.der"}) store.put(name, "");
  std::vector<std::string> names;
  for (const auto& each : store.all()) names.emplace_back(each.name());
  EXPECT_EQ(names, (std::vector<std::string>{"a.pem", "b.pem", "c.der"}));
}

TEST(certificate_store, has_room_for_so_many_and_then_for_those_it_has) {
  CertificateStore store;
  for (std::size_t i = 0; i < limits::certificate_count_max; ++i) {
    const std::string name = std::to_string(i) + ".pem";
    ASSERT_TRUE(store.has_room_for(name));
    store.put(name, "");
  }
  EXPECT_FALSE(store.has_room_for("more.pem"));
  EXPECT_TRUE(store.has_room_for("0.pem"));
  EXPECT_DEATH(store.put("more.pem", ""), "check failed");
  store.remove("0.pem");
  EXPECT_TRUE(store.has_room_for("more.pem"));
}

}  // namespace
}  // namespace atmqtt::tlsconf
