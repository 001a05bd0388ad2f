#include "app/tap.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace atmqtt::app {
namespace {

const std::vector<Outcome> outcomes = {
    {.file = "a.at", .modem = "sim8200"},
    {.file = "b#1.at", .modem = "sim7600", .skip_reason = "is for sim8200"},
    {.file = "c.at",
     .modem = "tcp:127.0.0.1:7000",
     .skip_reason = {},
     .difference = sim::Difference{.line = 3,
                                   .text = "the modem has sent something else",
                                   .sides = sim::Sides{"\\r\\n'OK'", "nothing", 0},
                                   .reasons = {"why TOPIC 0 -> 11"}}},
    {.file = "d.at",
     .modem = "sim8200",
     .skip_reason = {},
     .difference = sim::Difference{.line = 1, .text = "there is no DTE"}},
    {.file = "e.at",
     .modem = "sim8200",
     .skip_reason = {},
     .difference =
         sim::Difference{.line = 9, .text = "else", .sides = sim::Sides{"... a", "... b", 70}}},
};

TEST(tap, begins_with_version_and_plan) { EXPECT_EQ(tap_head(5), "TAP version 14\n1..5\n"); }

TEST(tap, has_a_line_for_each_result) {
  EXPECT_EQ(tap_result(1, outcomes[0]), "ok 1 - a.at (sim8200)\n");
  EXPECT_EQ(tap_result(2, outcomes[1]), "ok 2 - b\\#1.at (sim7600) # SKIP is for sim8200\n");
}

TEST(tap, tells_a_difference_in_yaml) {
  EXPECT_EQ(tap_result(3, outcomes[2]),
            "not ok 3 - c.at (tcp:127.0.0.1:7000)\n"
            "  ---\n"
            "  line: 3\n"
            "  message: 'the modem has sent something else'\n"
            "  expected: '\\r\\n''OK'''\n"
            "  got: 'nothing'\n"
            "  reasons:\n"
            "    - 'why TOPIC 0 -> 11'\n"
            "  ...\n");
  EXPECT_EQ(tap_result(4, outcomes[3]),
            "not ok 4 - d.at (sim8200)\n  ---\n  line: 1\n  message: 'there is no DTE'\n  ...\n");
  EXPECT_EQ(tap_result(5, outcomes[4]),
            "not ok 5 - e.at (sim8200)\n  ---\n  line: 9\n  message: 'else'\n"
            "  expected: '... a'\n  got: '... b'\n  agreeing: 70\n  ...\n");
}

TEST(tap, ends_with_the_counts) {
  EXPECT_EQ(tap_tail(outcomes), "# 1 passed, 3 failed, 1 skipped\n");
  EXPECT_EQ(tap_tail({}), "# 0 passed, 0 failed, 0 skipped\n");
  EXPECT_EQ(tap_bail_out("the port is gone"), "Bail out! the port is gone\n");
}

}  // namespace
}  // namespace atmqtt::app
