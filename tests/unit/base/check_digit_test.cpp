#include "base/check_digit.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt {
namespace {

TEST(check_digit, is_the_one_of_published_examples) {
  // The example of 3GPP TS 23.003 annex B: 26053179311383 has the check digit 7.
  EXPECT_TRUE(has_right_check_digit("260531793113837"));
  EXPECT_TRUE(has_right_check_digit("79927398713"));
}

TEST(check_digit, is_the_only_one_of_ten) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    EXPECT_EQ(has_right_check_digit(std::string("26053179311383") + digit), digit == '7') << digit;
  }
}

TEST(check_digit, sees_neighbours_that_changed_places) {
  EXPECT_FALSE(has_right_check_digit("260351793113837"));
}

}  // namespace
}  // namespace atmqtt
