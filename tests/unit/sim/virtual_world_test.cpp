#include "sim/virtual_world.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace atmqtt::sim {
namespace {

using namespace std::chrono_literals;

/// A world whose client 0 is connected, with the line quiet.
class virtual_world : public testing::Test {
 protected:
  virtual_world() {
    world_.type("ATE0\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,\"c\",0\r");
    connect();
  }

  std::string connect() {
    (void)world_.take_output();
    world_.type("AT+CMQTTCONNECT=0,\"tcp://broker:1884\",60,1\r");
    return world_.take_output();
  }

  VirtualWorld world_{ModemConfig{}};
};

TEST_F(virtual_world, passes_octets_between_host_modem_and_server) {
  EXPECT_TRUE(world_.is_link_open(0));
  EXPECT_FALSE(world_.is_link_open(1));
  EXPECT_EQ(world_.address(0), "broker:1884");
  EXPECT_EQ(world_.server(0).received().size(), 1U);
  world_.type("AT\r");
  EXPECT_EQ(world_.take_output(), "\r\nOK\r\n");
  EXPECT_EQ(world_.output(), "");
}

TEST_F(virtual_world, lets_time_pass_through_every_deadline) {
  world_.advance(59s);
  EXPECT_EQ(world_.server(0).received().size(), 1U);
  world_.advance(1h);
  EXPECT_EQ(world_.server(0).received().size(), 61U);
  EXPECT_EQ(world_.server(0).received().back(), "PINGREQ");
  EXPECT_EQ(world_.output(), "");
}

TEST_F(virtual_world, ends_links_as_it_is_told) {
  world_.server(0).close();
  world_.settle();
  EXPECT_EQ(world_.take_output(), "\r\n+CMQTTCONNLOST: 0,1\r\n");
  EXPECT_FALSE(world_.is_link_open(0));
  connect();
  world_.server(0).reset();
  world_.settle();
  EXPECT_EQ(world_.take_output(), "\r\n+CMQTTCONNLOST: 0,2\r\n");
}

TEST_F(virtual_world, fails_or_silences_one_attempt_to_open_a_link) {
  world_.server(0).close();
  world_.settle();
  world_.fail_next_link(0, {LinkFailure::name_not_resolved, "no such host"});
  EXPECT_EQ(connect(), "\r\nOK\r\n\r\n+CMQTTCONNECT: 0,25\r\n");
  world_.silence_next_link(0);
  EXPECT_EQ(connect(), "\r\nOK\r\n");
  world_.advance(120s);
  EXPECT_EQ(world_.take_output(), "\r\n+CMQTTCONNECT: 0,17\r\n");
  EXPECT_EQ(connect(), "\r\nOK\r\n\r\n+CMQTTCONNECT: 0,0\r\n");
}

TEST_F(virtual_world, connects_a_secured_link_before_it_shakes_hands) {
  world_.type("AT+CMQTTACCQ=1,\"d\",1\rAT+CMQTTCFG=\"optimeout\",1,20\r");
  (void)world_.take_output();
  const auto connect_secured = [this] {
    world_.type("AT+CMQTTCONNECT=1,\"tcp://broker\",60,1\r");
    return world_.take_output();
  };
  world_.fail_next_link(1, {LinkFailure::handshake_failed, "reason"});
  EXPECT_EQ(connect_secured(), "\r\nOK\r\n\r\n+CMQTTCONNECT: 1,32\r\n");
  world_.silence_next_handshake(1);
  EXPECT_EQ(connect_secured(), "\r\nOK\r\n");
  world_.advance(20s);
  EXPECT_EQ(world_.take_output(), "\r\n+CMQTTCONNECT: 1,17\r\n");
  EXPECT_EQ(connect_secured(), "\r\nOK\r\n\r\n+CMQTTCONNECT: 1,0\r\n");
}

TEST_F(virtual_world, stops_the_socket_where_it_is_told) {
  world_.let_link_take(0, 1);
  world_.advance(60s);
  EXPECT_EQ(world_.server(0).received().size(), 1U);
  world_.let_link_take(0, unlimited);
  ASSERT_EQ(world_.server(0).received().size(), 2U);
  EXPECT_EQ(world_.server(0).received().back(), "PINGREQ");
}

TEST_F(virtual_world, stops_the_reading_of_the_host_where_it_is_told) {
  world_.let_dte_read(3);
  world_.type("AT\r");
  EXPECT_EQ(world_.output(), "\r\nO");
  world_.let_dte_read(unlimited);
  EXPECT_EQ(world_.output(), "\r\nOK\r\n");
}

TEST_F(virtual_world, opens_and_closes_the_line) {
  world_.type("A");
  world_.close_dte();
  EXPECT_FALSE(world_.is_dte_attached());
  world_.open_dte();
  world_.type("T\r");
  EXPECT_EQ(world_.output(), "");
  world_.type("AT\r");
  EXPECT_EQ(world_.output(), "\r\nOK\r\n");
}

TEST_F(virtual_world, routes_messages_between_the_clients) {
  world_.type("AT+CMQTTACCQ=1,\"d\",0\rAT+CMQTTCONNECT=1,\"tcp://broker\",60,1\r");
  world_.type("AT+CMQTTSUB=1,1,1\r");
  world_.type("a");
  (void)world_.take_output();
  world_.type("AT+CMQTTTOPIC=0,1\r");
  world_.type("a");
  world_.type("AT+CMQTTPUB=0,1,60\r");
  world_.advance(5ms);
  EXPECT_TRUE(world_.output().ends_with(
      "\r\n+CMQTTRXSTART: 1,1,0\r\n+CMQTTRXTOPIC: 1,1\r\na\r\n+CMQTTRXEND: 1\r\n"))
      << world_.output();
}

TEST_F(virtual_world, loses_the_data_connection) {
  world_.lose_data_connection();
  EXPECT_EQ(world_.take_output(),
            "\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n\r\n+CMQTTCONNLOST: 0,3\r\n\r\n"
            "+CMQTTNONET\r\n");
  EXPECT_FALSE(world_.is_link_open(0));
  EXPECT_FALSE(world_.reasons().empty());
}

TEST_F(virtual_world, fails_at_the_packet_that_is_named) {
  world_.server(0).fail_at_packet(1, ServerFailure::reset);
  world_.advance(60s);
  EXPECT_EQ(world_.take_output(), "\r\n+CMQTTCONNLOST: 0,2\r\n");
}

}  // namespace
}  // namespace atmqtt::sim
