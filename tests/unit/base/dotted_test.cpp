#include "base/dotted.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace atmqtt {
namespace {

TEST(dotted, is_as_many_numbers_of_an_octet_with_dots_between_them) {
  EXPECT_TRUE(is_dotted("10.0.0.2", 4));
  EXPECT_TRUE(is_dotted("255.255.255.255", 4));
  EXPECT_TRUE(is_dotted("32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2", 16));
  for (const std::string_view wrong :
       {"", "10", "10.0.0", "10.0.0.2.1", "10.0.0.", ".10.0.0", "10..0.2", "10.0.0.256",
        "10.0.0.-1", "10.0.0.+1", "10.0.0.2 ", " 10.0.0.2", "10,0,0,2", "a.b.c.d",
        "4294967296.0.0.1"}) {
    EXPECT_FALSE(is_dotted(wrong, 4)) << wrong;
  }
}

TEST(dotted, counts_over_the_end_of_an_octet_and_from_the_last_address_to_the_first) {
  EXPECT_EQ(dotted_behind("10.0.0.2", 0), "10.0.0.2");
  EXPECT_EQ(dotted_behind("10.0.0.2", 1), "10.0.0.3");
  EXPECT_EQ(dotted_behind("10.0.0.254", 178), "10.0.1.176");
  EXPECT_EQ(dotted_behind("10.0.255.255", 1), "10.1.0.0");
  EXPECT_EQ(dotted_behind("255.255.255.255", 1), "0.0.0.0");
  EXPECT_EQ(dotted_behind("32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2", 2),
            "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.4");
}

}  // namespace
}  // namespace atmqtt
