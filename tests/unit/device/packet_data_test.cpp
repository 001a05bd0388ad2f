#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::text;

struct User final : NetworkUser {
  void on_network_lost() override { ++losses; }
  int losses = 0;
};

class packet_data : public testing::Test {
 protected:
  packet_data() { bench.device.packet_data().set_user(user); }

  User user;
  Bench bench;
};

TEST_F(packet_data, opens_in_a_network_only) {
  PacketData& network = bench.device.packet_data();
  EXPECT_FALSE(network.is_open());
  EXPECT_TRUE(network.open());
  EXPECT_TRUE(network.is_open());
  (void)bench.at("+CFUN=4");
  EXPECT_FALSE(network.open());
  (void)bench.at("+CFUN=1");
  EXPECT_FALSE(network.is_open()) << "it must be made anew";
  EXPECT_TRUE(network.open());
}

TEST_F(packet_data, is_lost_with_the_radio_once) {
  EXPECT_TRUE(bench.device.packet_data().open());
  EXPECT_EQ(bench.at("+CFUN=4"),
            std::string(test::ok) + text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY"));
  EXPECT_EQ(user.losses, 1);
  EXPECT_EQ(bench.at("+CFUN=0"), test::ok);
  EXPECT_EQ(user.losses, 1);
}

TEST_F(packet_data, is_lost_even_when_the_radio_is_back_within_one_command_line) {
  EXPECT_TRUE(bench.device.packet_data().open());
  (void)bench.at("+CFUN=4;+CFUN=1");
  EXPECT_EQ(user.losses, 1);
}

TEST_F(packet_data, is_lost_when_the_world_carries_nothing) {
  EXPECT_TRUE(bench.device.packet_data().open());
  bench.device.packet_data().set_carried(false);
  bench.device.update();
  EXPECT_EQ(bench.run(), text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY"));
  EXPECT_FALSE(bench.device.packet_data().open());
  bench.device.packet_data().set_carried(true);
  bench.device.update();
  EXPECT_TRUE(bench.device.packet_data().open());
}

TEST_F(packet_data, tells_what_the_settings_say_and_when) {
  bench.settings.network_lost_lines = "+CGEV: ME DETACH\n+CGEV: NW PDN DEACT 1";
  bench.settings.cfun_urcs_first = true;
  EXPECT_TRUE(bench.device.packet_data().open());
  EXPECT_EQ(bench.at("+CFUN=4"),
            text("+CGEV: ME DETACH") + text("+CGEV: NW PDN DEACT 1") + std::string(test::ok));
}

TEST_F(packet_data, tells_nobody_of_a_connection_that_was_not_made) {
  EXPECT_EQ(bench.at("+CFUN=4"), test::ok);
  EXPECT_EQ(user.losses, 0);
}

}  // namespace
}  // namespace atmqtt::device
