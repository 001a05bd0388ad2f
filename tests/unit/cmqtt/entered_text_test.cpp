#include "cmqtt/entered_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace atmqtt::cmqtt {
namespace {

using namespace std::string_view_literals;

/// The text that is sent, or the code that refuses it.
std::string checked(std::string_view entered, TextKind kind, bool checks_utf8 = true) {
  const auto text = check_topic(entered, kind, checks_utf8);
  return text ? std::string(*text) : std::to_string(static_cast<int>(text.error()));
}

TEST(entered_text, ends_at_the_first_nul) {
  EXPECT_EQ(cut_at_nul("abc"), "abc");
  EXPECT_EQ(cut_at_nul("ab\0c\0"sv), "ab");
  EXPECT_EQ(cut_at_nul("\0abc"sv), "");
  EXPECT_EQ(cut_at_nul(""), "");
}

TEST(entered_text, is_refused_with_18_when_nothing_stands_before_the_nul) {
  EXPECT_EQ(checked("\0abc"sv, TextKind::topic_name), "18");
  EXPECT_EQ(checked("\0"sv, TextKind::topic_filter), "18");
}

TEST(entered_text, is_refused_with_2_when_it_is_not_utf8_and_that_is_checked) {
  EXPECT_EQ(checked("a\xFF", TextKind::topic_name), "2");
  EXPECT_EQ(checked("a\xFF/#", TextKind::topic_filter), "2");
  EXPECT_EQ(checked("a\xFF", TextKind::topic_name, false), "a\xFF");
  EXPECT_EQ(checked("a\xFF/#", TextKind::topic_filter, false), "a\xFF/#");
}

TEST(entered_text, is_not_looked_at_behind_the_nul) {
  EXPECT_EQ(checked("ab\0\xFF#"sv, TextKind::topic_name), "ab");
}

TEST(entered_text, is_refused_with_12_when_a_topic_has_wildcards) {
  for (const std::string_view topic : {"#", "+", "a/#", "a/+/b", "a+", "#a"}) {
    EXPECT_EQ(checked(topic, TextKind::topic_name), "12") << topic;
    EXPECT_EQ(checked(topic, TextKind::topic_name, false), "12") << topic;
  }
}

TEST(entered_text, is_refused_with_12_when_a_filter_is_malformed) {
  for (const std::string_view filter : {"a/#/b", "a#", "#a", "a+", "+a", "a/b+/c"}) {
    EXPECT_EQ(checked(filter, TextKind::topic_filter), "12") << filter;
  }
}

TEST(entered_text, is_taken_when_the_wildcards_of_a_filter_stand_right) {
  for (const std::string_view filter : {"#", "+", "a/#", "+/a/+", "/", "a//b", "$SYS/#"}) {
    EXPECT_EQ(checked(filter, TextKind::topic_filter), filter);
  }
}

TEST(entered_text, is_refused_for_its_encoding_before_its_wildcards) {
  EXPECT_EQ(checked("#\xFF", TextKind::topic_name), "2");
}

}  // namespace
}  // namespace atmqtt::cmqtt
