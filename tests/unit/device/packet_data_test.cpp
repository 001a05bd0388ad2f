#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::text;

struct User final : NetworkUser {
  bool uses_network() const override { return is_using; }
  void on_network_lost() override { ++losses; }
  bool is_using = false;
  int losses = 0;
};

class packet_data : public testing::Test {
 protected:
  packet_data() { bench.device.packet_data().add_user(user); }

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
  EXPECT_EQ(bench.at("+CFUN=4"), test::ok);
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
  EXPECT_EQ(user.losses, 1);
  EXPECT_FALSE(bench.device.packet_data().open());
  bench.device.packet_data().set_carried(true);
  bench.device.update();
  EXPECT_TRUE(bench.device.packet_data().open());
}

TEST_F(packet_data, is_lost_with_its_context_and_with_the_attach_only) {
  PacketData& data = bench.device.packet_data();
  EXPECT_TRUE(data.open());
  data.activate(2);
  data.deactivate(2);
  EXPECT_EQ(user.losses, 0);
  data.deactivate(1);
  EXPECT_EQ(user.losses, 1);
  EXPECT_FALSE(data.is_open());
  EXPECT_TRUE(data.open());
  (void)bench.at("+CGATT=0");
  EXPECT_EQ(user.losses, 2);
  EXPECT_FALSE(data.open());
}

TEST_F(packet_data, says_that_it_is_lost_when_somebody_uses_it) {
  EXPECT_TRUE(bench.device.packet_data().open());
  user.is_using = true;
  EXPECT_EQ(bench.at("+CGACT=0,1"),
            std::string(test::ok) + text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY"));
  EXPECT_EQ(bench.at("+CGACT=0,1"), test::ok) << "it is lost already";
}

TEST_F(packet_data, follows_another_context_when_told) {
  PacketData& data = bench.device.packet_data();
  data.set_connection_cid(2);
  EXPECT_TRUE(data.open());
  EXPECT_TRUE(data.is_active(2));
  data.deactivate(1);
  EXPECT_TRUE(data.is_open());
  data.deactivate(2);
  EXPECT_FALSE(data.is_open());
}

TEST_F(packet_data, attaches_by_itself_unless_the_host_has_detached) {
  PacketData& data = bench.device.packet_data();
  EXPECT_TRUE(data.is_attached());
  EXPECT_TRUE(data.is_active(1));
  EXPECT_FALSE(data.is_open()) << "a bearer is no call yet";
  (void)bench.at("+CGATT=0");
  (void)bench.at("+CFUN=4");
  (void)bench.at("+CFUN=1");
  EXPECT_FALSE(data.is_attached());
  EXPECT_EQ(bench.at("+CGATT=1"), test::ok);
  EXPECT_TRUE(data.is_active(1));
}

TEST_F(packet_data, attaches_to_activate_a_context) {
  PacketData& data = bench.device.packet_data();
  (void)bench.at("+CGATT=0");
  EXPECT_FALSE(data.is_attached());
  EXPECT_EQ(bench.at("+CGACT=1,1"), test::ok);
  EXPECT_TRUE(data.is_attached());
  EXPECT_TRUE(data.is_open());
}

TEST_F(packet_data, is_not_attached_by_a_command_without_service) {
  (void)bench.at("+CGATT=0;+CFUN=4");
  EXPECT_EQ(bench.at("+CGATT=1"), test::text("+CME ERROR: no network service"));
  EXPECT_EQ(bench.at("+CGACT=1,1"), test::text("+CME ERROR: no network service"));
  (void)bench.at("+CFUN=1");
  EXPECT_FALSE(bench.device.packet_data().is_attached()) << "the host has detached it still";
}

TEST_F(packet_data, gives_each_active_context_an_address_of_its_own) {
  PacketData& data = bench.device.packet_data();
  EXPECT_EQ(data.address(*data.find(1)), "10.0.0.2");
  EXPECT_EQ(data.address(*data.find(2)), "0.0.0.0,0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0");
  data.activate(2);
  EXPECT_EQ(data.address(*data.find(2)), "10.0.0.3,32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.3");
  data.define({.cid = 1, .pdp_type = PdpType::ipv6, .apn = {}, .pdp_addr = {}});
  EXPECT_EQ(data.address(*data.find(1)), "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2");
}

TEST_F(packet_data, keeps_contexts_in_the_order_of_their_numbers) {
  PacketData& data = bench.device.packet_data();
  data.undefine(2);
  data.define({.cid = 100, .pdp_type = PdpType::ip, .apn = "last", .pdp_addr = {}});
  data.define({.cid = 2, .pdp_type = PdpType::ppp, .apn = "second", .pdp_addr = {}});
  std::string cids;
  for (const PdpContext& each : data.contexts()) cids += std::to_string(each.cid) + ' ';
  EXPECT_EQ(cids, "1 2 3 100 ");
  EXPECT_EQ(data.find(2)->apn, "second");
  EXPECT_EQ(data.find(4), nullptr);
}

TEST_F(packet_data, tells_events_when_the_settings_say_so) {
  bench.settings.net_event_lines = true;
  bench.settings.cfun_urcs_first = true;
  EXPECT_EQ(bench.at("+CGACT=0,1"), std::string(test::ok) + text("+CGEV: ME PDN DEACT 1"));
  EXPECT_EQ(bench.at("+CGACT=1,1"), std::string(test::ok) + text("+CGEV: EPS PDN ACT 1"));
  EXPECT_EQ(bench.at("+CFUN=4"),
            text("+CGEV: ME DETACH") + text("+CGEV: NW PDN DEACT 1") + std::string(test::ok));
  EXPECT_EQ(bench.at("+CFUN=1"), text("+CGEV: EPS PDN ACT 1") + std::string(test::ok));
}

}  // namespace
}  // namespace atmqtt::device
