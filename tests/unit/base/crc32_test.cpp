#include "base/crc32.hpp"

#include <gtest/gtest.h>

namespace atmqtt {
namespace {

TEST(crc32, is_that_of_the_standard) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);  // the check value of all catalogues
  EXPECT_EQ(crc32(""), 0U);
}

TEST(crc32, sees_each_changed_bit) {
  std::string octets = "a record of some octets";
  const std::uint32_t right = crc32(octets);
  for (char& octet : octets) {
    for (int bit = 0; bit < 8; ++bit) {
      octet = static_cast<char>(octet ^ 1 << bit);
      EXPECT_NE(crc32(octets), right);
      octet = static_cast<char>(octet ^ 1 << bit);
    }
  }
}

}  // namespace
}  // namespace atmqtt
