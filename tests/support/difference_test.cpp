#include "support/difference.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::support {
namespace {

TEST(difference, shows_both_sides_escaped) {
  EXPECT_EQ(describe_difference("\r\nOK\r\n", "\r\nERROR\r\n"),
            "  expected: \\r\\nOK\\r\\n\n"
            "  got:      \\r\\nERROR\\r\\n");
}

TEST(difference, says_nothing_where_there_is_nothing) {
  EXPECT_EQ(describe_difference("a", ""), "  expected: a\n  got:      nothing");
}

TEST(difference, shows_the_place_in_long_octets) {
  const std::string same(1000, 'x');
  EXPECT_EQ(describe_difference(same + "a", same + "b" + same),
            "  expected: ... " + std::string(60, 'x') + "a\n" + "  got:      ... " +
                std::string(60, 'x') + "b" + std::string(119, 'x') +
                " ...\n  the first 1000 octets agree");
}

}  // namespace
}  // namespace atmqtt::support
