#include "at/test_text.hpp"

#include <gtest/gtest.h>

namespace atmqtt::at {
namespace {

/// The test answer of parameters of every kind.
std::string text_of(bool has_brackets) {
  std::string out;
  {
    TestText text(out, has_brackets);
    text.append("index", Range{0, 1}, {});
    text.append("key", Range{1, 9}, {.is_named = true});
    text.append("type", Range{0, 1}, {.is_bracketed = true});
    text.append("hidden", Range{0, 7}, {.is_unlisted = true});
    text.append("user", Range{1, 256}, {.is_unlisted = true, .is_bracketed = true});
  }
  return out;
}

TEST(test_text, shows_ranges_and_names) { EXPECT_EQ(text_of(false), R"((0-1),"key",(0-1))"); }

TEST(test_text, shows_in_brackets_what_may_be_left_out_and_what_is_hidden_otherwise) {
  EXPECT_EQ(text_of(true), R"((0-1),"key"[,(0-1),<user>])");
}

TEST(test_text, goes_on_behind_a_keyword) {
  std::string out = R"("version")";
  TestText(out, false).append("index", Range{0, 1}, {});
  EXPECT_EQ(out, R"("version",(0-1))");
}

}  // namespace
}  // namespace atmqtt::at
