#include "sim/scripted_server.hpp"

#include "mqtt/encode.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

namespace atmqtt::sim {
namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

template <typename Packet>
std::string octets_of(const Packet& packet) {
  std::string octets;
  mqtt::encode(octets, packet);
  return octets;
}

std::string subscribe_octets(std::uint16_t identifier, std::string_view filter, mqtt::Qos qos) {
  const std::array<mqtt::Subscription, 1> subscriptions = {mqtt::Subscription{filter, qos}};
  return octets_of(
      mqtt::Subscribe{.packet_identifier = identifier, .subscriptions = subscriptions});
}

/// A server with a client that has just connected.
class scripted_server : public testing::Test {
 protected:
  scripted_server() {
    EXPECT_EQ(connect({.clean_session = true, .client_id = "c"}), octets_of(mqtt::Connack{}));
  }

  std::string connect(const mqtt::Connect& packet) {
    server_.link_closed();
    server_.link_opened();
    return exchange(octets_of(packet));
  }

  std::string exchange(std::string_view octets) {
    server_.receive(octets);
    return server_.take_output(all);
  }

  /// What the client has published goes back to it.
  std::string routed() {
    for (const ServerMessage& message : server_.take_published()) server_.route(message);
    return server_.take_output(all);
  }

  ScriptedServer server_;
};

TEST_F(scripted_server, answers_every_request) {
  EXPECT_EQ(exchange(subscribe_octets(7, "a/#", mqtt::Qos::at_least_once)),
            octets_of(mqtt::Suback{7, "\x01"}));
  const std::array<std::string_view, 1> filters = {"a/#"};
  EXPECT_EQ(exchange(octets_of(mqtt::Unsubscribe{.packet_identifier = 8, .filters = filters})),
            octets_of(mqtt::Unsuback{8}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
  const mqtt::Publish publish = {
      .topic = "t", .payload = "p", .qos = mqtt::Qos::at_least_once, .packet_identifier = 9};
  EXPECT_EQ(exchange(octets_of(publish)), octets_of(mqtt::Puback{9}));
  EXPECT_EQ(server_.violation(), "");
}

TEST_F(scripted_server, sends_matching_messages_back_at_the_lower_qos) {
  exchange(subscribe_octets(1, "a/#", mqtt::Qos::at_most_once));
  exchange(octets_of(mqtt::Publish{
      .topic = "a/b", .payload = "p", .qos = mqtt::Qos::at_least_once, .packet_identifier = 2}));
  EXPECT_EQ(routed(), octets_of(mqtt::Publish{.topic = "a/b", .payload = "p"}));
  exchange(octets_of(mqtt::Publish{.topic = "b", .payload = "p"}));
  EXPECT_EQ(routed(), "");
}

TEST_F(scripted_server, passes_a_qos_2_message_on_once_and_at_its_release) {
  exchange(subscribe_octets(1, "a", mqtt::Qos::at_most_once));
  mqtt::Publish publish = {
      .topic = "a", .payload = "p", .qos = mqtt::Qos::exactly_once, .packet_identifier = 2};
  EXPECT_EQ(exchange(octets_of(publish)), octets_of(mqtt::Pubrec{2}));
  publish.dup = true;
  EXPECT_EQ(exchange(octets_of(publish)), octets_of(mqtt::Pubrec{2}));
  EXPECT_EQ(routed(), "");
  EXPECT_EQ(exchange(octets_of(mqtt::Pubrel{2})), octets_of(mqtt::Pubcomp{2}));
  EXPECT_EQ(routed(), octets_of(mqtt::Publish{.topic = "a", .payload = "p"}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pubrel{2})), octets_of(mqtt::Pubcomp{2}));
  EXPECT_EQ(routed(), "");
}

TEST_F(scripted_server, takes_a_qos_2_message_of_its_own_through_all_steps) {
  server_.publish({.topic = "a", .payload = "p", .qos = mqtt::Qos::exactly_once});
  EXPECT_EQ(
      server_.take_output(all),
      octets_of(mqtt::Publish{
          .topic = "a", .payload = "p", .qos = mqtt::Qos::exactly_once, .packet_identifier = 1}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pubrec{1})), octets_of(mqtt::Pubrel{1}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pubcomp{1})), "");
}

TEST_F(scripted_server, keeps_a_session_that_is_not_clean) {
  const mqtt::Connect kept = {.clean_session = false, .client_id = "c"};
  EXPECT_EQ(connect(kept), octets_of(mqtt::Connack{.session_present = false}));
  exchange(subscribe_octets(1, "a", mqtt::Qos::at_most_once));
  EXPECT_EQ(connect(kept), octets_of(mqtt::Connack{.session_present = true}));
  exchange(octets_of(mqtt::Publish{.topic = "a", .payload = "p"}));
  EXPECT_EQ(routed(), octets_of(mqtt::Publish{.topic = "a", .payload = "p"}));
  EXPECT_EQ(connect({.clean_session = false, .client_id = "other"}), octets_of(mqtt::Connack{}));
}

TEST_F(scripted_server, misbehaves_once_where_it_is_told_so) {
  const mqtt::Connect clean = {.clean_session = true, .client_id = "c"};
  server_.refuse_next(5);
  EXPECT_EQ(connect(clean), octets_of(mqtt::Connack{.return_code = 5}));
  EXPECT_EQ(server_.end(), LinkEnd::closed);
  server_.set_session_present_next(true);
  EXPECT_EQ(connect(clean), octets_of(mqtt::Connack{.session_present = true}));
  server_.grant_next("\x80");
  EXPECT_EQ(exchange(subscribe_octets(1, "a", mqtt::Qos::at_most_once)),
            octets_of(mqtt::Suback{1, "\x80"}));
  EXPECT_EQ(exchange(subscribe_octets(2, "a", mqtt::Qos::at_most_once)),
            octets_of(mqtt::Suback{2, std::string_view("\0", 1)}));
  EXPECT_EQ(server_.end(), std::nullopt);
}

TEST_F(scripted_server, keeps_back_what_it_is_told_to_until_the_release) {
  server_.withhold(mqtt::PacketType::pingresp);
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), "");
  EXPECT_EQ(exchange(subscribe_octets(3, "a", mqtt::Qos::at_most_once)),
            octets_of(mqtt::Suback{3, std::string_view("\0", 1)}));
  server_.release();
  EXPECT_EQ(server_.take_output(all), octets_of(mqtt::Pingresp{}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
}

TEST_F(scripted_server, ends_a_connection_behind_its_output_or_at_once) {
  server_.send("x");
  server_.close();
  EXPECT_EQ(server_.end(), std::nullopt);
  EXPECT_EQ(server_.take_output(1), "x");
  EXPECT_EQ(server_.end(), LinkEnd::closed);
  server_.link_opened();
  server_.send("x");
  server_.reset();
  EXPECT_EQ(server_.end(), LinkEnd::reset);
  EXPECT_EQ(server_.take_output(all), "");
}

TEST_F(scripted_server, fails_at_the_packet_that_is_named) {
  server_.fail_at_packet(2, ServerFailure::silence);
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), octets_of(mqtt::Pingresp{}));
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), "");
  EXPECT_EQ(exchange(octets_of(mqtt::Pingreq{})), "");
  EXPECT_EQ(server_.received().size(), 4U);
}

TEST_F(scripted_server, notices_what_breaks_the_protocol) {
  exchange(octets_of(mqtt::Connect{.client_id = "c"}));
  EXPECT_EQ(server_.violation(), "a second CONNECT [MQTT-3.1.0-2]");
  EXPECT_EQ(server_.end(), LinkEnd::reset);
}

TEST_F(scripted_server, says_what_it_has_received) {
  exchange(octets_of(mqtt::Pingreq{}));
  ASSERT_EQ(server_.received().size(), 2U);
  EXPECT_TRUE(server_.received()[0].starts_with("CONNECT 3.1.1 client_id=\"c\""))
      << server_.received()[0];
  EXPECT_EQ(server_.received()[1], "PINGREQ");
}

TEST_F(scripted_server, understands_octets_one_by_one) {
  std::string answers;
  for (const char octet : subscribe_octets(1, "a", mqtt::Qos::at_most_once)) {
    answers += exchange(std::string_view(&octet, 1));
  }
  EXPECT_EQ(answers, octets_of(mqtt::Suback{1, std::string_view("\0", 1)}));
}

}  // namespace
}  // namespace atmqtt::sim
