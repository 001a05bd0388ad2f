#include "sim/rx_group.hpp"

#include <gtest/gtest.h>

namespace atmqtt::sim {
namespace {

TEST(rx_group, has_the_size_that_a_driver_of_a_real_module_has_counted) {
  const std::string group = rx_group(0, std::string(38, 't'), std::string(15, 'p'), {1024, 1500});
  EXPECT_EQ(group.size(), 143U);
}

TEST(rx_group, is_cut_into_chunks) {
  EXPECT_EQ(rx_group(1, "abc", "12345", {2, 3}),
            "\r\n+CMQTTRXSTART: 1,3,5\r\n"
            "+CMQTTRXTOPIC: 1,2\r\nab\r\n"
            "+CMQTTRXTOPIC: 1,1\r\nc\r\n"
            "+CMQTTRXPAYLOAD: 1,3\r\n123\r\n"
            "+CMQTTRXPAYLOAD: 1,2\r\n45\r\n"
            "+CMQTTRXEND: 1\r\n");
}

TEST(rx_group, has_no_payload_line_for_an_empty_payload) {
  EXPECT_EQ(rx_group(0, "t", "", {1024, 1500}),
            "\r\n+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 0,1\r\nt\r\n+CMQTTRXEND: 0\r\n");
}

}  // namespace
}  // namespace atmqtt::sim
