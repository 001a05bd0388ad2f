#include "bench.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

using test::Bench;
using test::ok;
using test::text;

TEST(sockets, make_the_data_connection) {
  Bench bench;
  EXPECT_FALSE(bench.device.sockets().is_open());
  EXPECT_TRUE(bench.device.sockets().open());
  EXPECT_TRUE(bench.device.packet_data().is_open());
}

TEST(sockets, leave_it_when_they_are_closed) {
  Bench bench;
  ASSERT_TRUE(bench.device.sockets().open());
  bench.device.sockets().close();
  EXPECT_FALSE(bench.device.sockets().is_open());
  EXPECT_TRUE(bench.device.packet_data().is_open());
}

TEST(sockets, are_closed_with_it_and_say_so_once) {
  Bench bench;
  ASSERT_TRUE(bench.device.sockets().open());
  EXPECT_EQ(bench.at("+CGACT=0,1"),
            std::string(ok) + text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY"));
  EXPECT_FALSE(bench.device.sockets().is_open());
  EXPECT_TRUE(bench.device.packet_data().open());
  EXPECT_EQ(bench.at("+CGACT=0,1"), ok);
}

TEST(sockets, cannot_be_opened_without_a_network) {
  Bench bench;
  (void)bench.at("+CFUN=4");
  EXPECT_FALSE(bench.device.sockets().open());
  EXPECT_FALSE(bench.device.sockets().is_open());
}

}  // namespace
}  // namespace atmqtt::device
