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
  return text ? std::string(*text) : std::to_string(static_cast<int>(text.error().err));
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

TEST(entered_text, is_refused_in_words_that_name_the_cause) {
  const auto why = [](std::string_view entered, TextKind kind) {
    return std::string(check_topic(entered, kind, true).error().why);
  };
  EXPECT_EQ(why("\0abc"sv, TextKind::topic_name), "the topic is empty: it begins with a NUL");
  EXPECT_EQ(why("a\xFF", TextKind::topic_filter), "the topic is not a UTF-8 string");
  EXPECT_EQ(why("a/#", TextKind::topic_name),
            "the topic holds a wildcard, + or #, which only a filter may");
  EXPECT_EQ(why("a#", TextKind::topic_filter),
            "a wildcard of the filter stands wrong: + is a whole level, # the whole last one");
}

TEST(entered_text, is_refused_for_its_encoding_before_its_wildcards) {
  EXPECT_EQ(checked("#\xFF", TextKind::topic_name), "2");
}

}  // namespace
}  // namespace atmqtt::cmqtt
