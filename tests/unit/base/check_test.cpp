#include "base/check.hpp"

#include <gtest/gtest.h>

namespace atmqtt {
namespace {

TEST(check, lets_pass_what_holds) {
  int evaluations = 0;
  CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(check, ends_the_process_with_the_condition_and_its_place) {
  EXPECT_DEATH(CHECK(1 + 1 == 3), "check_test.cpp:[0-9]+: check failed: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace atmqtt
