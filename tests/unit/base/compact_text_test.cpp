#include "base/compact_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace atmqtt {
namespace {

TEST(compact_text, is_a_pointer_and_empty_at_first) {
  static_assert(sizeof(CompactText) == sizeof(void*));
  const CompactText text;
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.size(), 0U);
  EXPECT_EQ(text.view(), "");
}

TEST(compact_text, keeps_every_octet_of_its_own_copy) {
  std::string octets("a\0b", 3);
  const CompactText text(octets);
  octets = "changed";
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(text.view(), std::string_view("a\0b", 3));
  const std::string large(100'000, 'x');
  EXPECT_EQ(CompactText(large).view(), large);
}

TEST(compact_text, takes_another_text_also_a_part_of_its_own) {
  CompactText text = "first";
  text = "second";
  EXPECT_EQ(text, "second");
  text = text.view().substr(3);
  EXPECT_EQ(text, "ond");
  text = "";
  EXPECT_TRUE(text.empty());
}

TEST(compact_text, is_copied_and_moved) {
  CompactText text = "octets";
  const CompactText copy = text;
  EXPECT_EQ(copy, "octets");
  EXPECT_NE(copy.view().data(), text.view().data());
  const char* const octets = text.view().data();
  const CompactText moved = std::move(text);
  EXPECT_EQ(moved.view().data(), octets);
}

}  // namespace
}  // namespace atmqtt
