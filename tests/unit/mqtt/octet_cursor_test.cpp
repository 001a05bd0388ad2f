#include "mqtt/octet_cursor.hpp"

#include "octets.hpp"

#include <gtest/gtest.h>

namespace atmqtt::mqtt {
namespace {

using test::octets;

TEST(octet_cursor, reads_fields_in_their_order) {
  const std::string body = octets("FF 8001 0003 'abc' 0000 'rest'");
  OctetCursor cursor(body);
  EXPECT_EQ(cursor.octet(), 0xFF);
  EXPECT_EQ(cursor.number(), 0x8001);
  EXPECT_EQ(cursor.text(), "abc");
  EXPECT_EQ(cursor.text(), "");
  EXPECT_FALSE(cursor.is_at_end());
  EXPECT_FALSE(cursor.is_used_up());
  EXPECT_EQ(cursor.rest(), "rest");
  EXPECT_TRUE(cursor.is_used_up());
}

TEST(octet_cursor, remembers_that_a_field_was_short) {
  for (const char* body : {"", "00", "0003", "0003 'ab'"}) {
    const std::string body_octets = octets(body);
    OctetCursor cursor(body_octets);
    EXPECT_EQ(cursor.text(), "") << body;
    EXPECT_TRUE(cursor.is_short()) << body;
    EXPECT_FALSE(cursor.is_used_up()) << body;
    EXPECT_EQ(cursor.number(), 0) << body;
  }
}

}  // namespace
}  // namespace atmqtt::mqtt
