#include "cmqtt/err.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace atmqtt::cmqtt {
namespace {

const std::set<int> codes = {0,  1,  2,  3,  4,  6,  9,  10, 11, 12, 13, 14, 16, 17, 18, 19,
                             20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35};

TEST(err, has_a_meaning_of_its_own_for_each_code_that_can_occur) {
  std::set<std::string_view> texts;
  for (const int code : codes) {
    EXPECT_FALSE(text_of(static_cast<Err>(code)).empty());
    texts.insert(text_of(static_cast<Err>(code)));
  }
  EXPECT_EQ(texts.size(), codes.size());
}

TEST(err, has_no_meaning_for_the_codes_that_never_occur) {
  for (const int code : {5, 7, 8, 15, 36}) {
    EXPECT_DEATH((void)text_of(static_cast<Err>(code)), "check failed") << code;
  }
}

TEST(err, says_what_is_meant) {
  EXPECT_EQ(text_of(static_cast<Err>(0)), "success");
  EXPECT_EQ(text_of(static_cast<Err>(9)), "the MQTT service is not started");
  EXPECT_EQ(text_of(static_cast<Err>(14)), "the client is busy");
  EXPECT_EQ(text_of(static_cast<Err>(19)), "the client is acquired already");
  EXPECT_EQ(text_of(static_cast<Err>(20)), "the client is not acquired");
  EXPECT_EQ(text_of(static_cast<Err>(30)), "the server rejects user name or password");
}

TEST(err, is_26_more_than_the_return_code_of_connack) {
  for (int code = 1; code <= 5; ++code) {
    EXPECT_EQ(static_cast<int>(err_of_connack(code)), 26 + code);
  }
  EXPECT_DEATH((void)err_of_connack(0), "check failed");
  EXPECT_DEATH((void)err_of_connack(6), "check failed");
}

}  // namespace
}  // namespace atmqtt::cmqtt
