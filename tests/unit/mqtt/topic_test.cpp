#include "mqtt/topic.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::mqtt {
namespace {

TEST(topic, name_is_any_text_without_wildcards) {
  for (const char* name : {"a", "/", "//", "a/b", " ", "$SYS/x", "/a/", "\xFF\xFE", "\xC3\xA4"}) {
    EXPECT_TRUE(is_topic_name(name)) << name;
  }
}

TEST(topic, name_has_no_wildcard_anywhere) {
  for (const char* name : {"+", "#", "a+", "a/#", "+/a", "a#b"}) {
    EXPECT_FALSE(is_topic_name(name)) << name;
  }
}

TEST(topic, name_and_filter_have_1_to_65535_octets) {
  for (const auto is_valid : {is_topic_name, is_topic_filter}) {
    EXPECT_FALSE(is_valid(""));
    EXPECT_TRUE(is_valid("a"));
    EXPECT_TRUE(is_valid(std::string(65'535, 'a')));
    EXPECT_FALSE(is_valid(std::string(65'536, 'a')));
  }
}

TEST(topic, filter_has_wildcards_that_fill_their_level) {
  for (const char* filter : {"a", "#", "+", "a/#", "/#", "+/#", "+/+", "/+", "+/", "a/+/b", "//#",
                             "a/+/+/#", "\xFF/+"}) {
    EXPECT_TRUE(is_topic_filter(filter)) << filter;
  }
}

TEST(topic, filter_with_a_misplaced_wildcard_is_refused) {
  for (const char* filter :
       {"a#", "#/", "#/a", "a/#/b", "##", "a+", "+a", "a/+b", "++", "+#", "#+", "a/b+/c", "+/a#"}) {
    EXPECT_FALSE(is_topic_filter(filter)) << filter;
  }
}

TEST(topic, utf8_string_is_well_formed_and_without_nul) {
  EXPECT_TRUE(is_utf8_string(""));
  EXPECT_TRUE(is_utf8_string("a\x01\x7F"));
  EXPECT_TRUE(is_utf8_string("\xEF\xBB\xBF\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8_string(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_utf8_string("\xFF"));
  EXPECT_FALSE(is_utf8_string("\xC0\x80"));
  EXPECT_FALSE(is_utf8_string("\xED\xA0\x80"));
}

}  // namespace
}  // namespace atmqtt::mqtt
