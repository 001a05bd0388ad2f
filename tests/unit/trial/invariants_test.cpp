#include "trial/invariants.hpp"

#include "base/buffer_pool.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/packet_reader.hpp"
#include "trial/comeback.hpp"
#include "trial/trial.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

/// Each invariant sees what it is there for: a modem that does one thing wrong, once.
namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;

/// A careful host publishes, reads and gets one message of QoS 2.
Plan small_plan() {
  Plan plan;
  plan.profile = "sim8200";
  plan.keeps_sessions = true;
  plan.events = {
      {0s, Task{Task::Kind::subscribe, 0, 2, "down/#"}},
      {1s, Task{Task::Kind::publish, 0, 1, "up/a", "hello"}},
      {1s, Task{Task::Kind::read}},
      {30s, Message{"down/a", "message", 2}},
      {60s, Task{Task::Kind::read}},
  };
  return plan;
}

/// Plays the plan with a modem that says `to` for `from`, beginning with occurrence number `skip`,
/// `count` times.
Verdict play_with(const Plan& plan, std::string from, std::string to, int skip = 0) {
  Look look;
  look.disturb = [from, to, skip](std::string_view octets) mutable {
    std::string changed(octets);
    const std::size_t at = changed.find(from);
    if (at != std::string::npos && skip-- == 0) changed.replace(at, from.size(), to);
    return changed;
  };
  return play(plan, look);
}

std::string broken_by(std::string from, std::string to, int skip = 0) {
  return play_with(small_plan(), std::move(from), std::move(to), skip).invariant;
}

TEST(invariants, hold_for_a_modem_that_is_not_disturbed) {
  const Verdict verdict = play(small_plan());
  EXPECT_TRUE(verdict.is_good()) << verdict.invariant << ": " << verdict.text;
  EXPECT_EQ(verdict.groups, 2U) << "and one behind the trial";
}

TEST(invariants, see_a_final_result_code_too_many_and_one_too_few) {
  const std::string name(one_final_code()->name());
  EXPECT_EQ(broken_by("+CMQTTSUB: 0,0\r\n", "+CMQTTSUB: 0,0\r\n\r\nOK\r\n"), name);
  EXPECT_EQ(broken_by("\r\nOK\r\n", "", 3), name);
}

TEST(invariants, see_a_prompt_for_a_line_without_data) {
  EXPECT_EQ(broken_by("\r\n+CMQTTACCQ: ", "\r\n>\r\n+CMQTTACCQ: "), one_final_code()->name());
}

TEST(invariants, see_a_urc_inside_an_answer) {
  EXPECT_EQ(broken_by("\r\n+CMQTTACCQ: 1", "\r\n+CMQTTPING: 0,17\r\n\r\n+CMQTTACCQ: 1"),
            quiet_answers()->name());
}

TEST(invariants, see_a_torn_rx_group) {
  EXPECT_EQ(broken_by("+CMQTTRXPAYLOAD", "+CMQTTPING: 0,17\r\n\r\n+CMQTTRXPAYLOAD"),
            quiet_answers()->name());
}

TEST(invariants, see_a_result_too_many_and_one_too_few) {
  const std::string name(one_result()->name());
  const std::string result = "\r\n+CMQTTPUB: 0,0\r\n";
  EXPECT_EQ(broken_by(result, result + result), name);
  EXPECT_EQ(broken_by(result, ""), name);
}

TEST(invariants, see_a_message_that_was_accepted_and_not_sent) {
  Plan plan = small_plan();
  plan.events.insert(plan.events.begin(), {0s, Typed{"AT+CMQTTPUB=0,1,60\r"}});
  const Verdict verdict =
      play_with(plan, "\r\n+CMQTTPUB: 0,9\r\n\r\nERROR\r\n", "\r\nOK\r\n\r\n+CMQTTPUB: 0,0\r\n");
  EXPECT_EQ(verdict.invariant, published_arrives()->name());
}

TEST(invariants, see_a_message_of_qos_2_that_is_told_twice) {
  EXPECT_EQ(broken_by("\r\n+CMQTTRXSTART: 0,6,7\r\n",
                      "\r\n+CMQTTRXSTART: 0,6,7\r\n+CMQTTRXTOPIC: 0,6\r\ndown/a\r\n"
                      "+CMQTTRXPAYLOAD: 0,7\r\nmessage\r\n+CMQTTRXEND: 0\r\n"
                      "\r\n+CMQTTRXSTART: 0,6,7\r\n"),
            delivered_once()->name());
}

TEST(invariants, see_a_message_that_is_acknowledged_and_not_told_and_one_that_nobody_sent) {
  const std::string name(acknowledged_delivered()->name());
  Look look;
  look.disturb = [](std::string_view octets) {
    const bool has_group = octets.find("+CMQTTRXSTART: 0,6,7") != std::string_view::npos;
    return has_group ? std::string() : std::string(octets);
  };
  EXPECT_EQ(play(small_plan(), look).invariant, name);
  EXPECT_EQ(broken_by("\r\nmessage\r\n", "\r\nMESSAGE\r\n"), name);
}

TEST(invariants, see_a_modem_that_does_not_come_back) {
  EXPECT_EQ(broken_by("+CMQTTSTART: 0", "+CMQTTSTART: 1", 1), comeback_name);
}

TEST(invariants, see_a_packet_identifier_that_is_in_flight_twice) {
  const auto invariant = identifiers();
  BufferPool pool;
  const auto tell = [&](const auto& packet, Direction direction) {
    std::string octets;
    mqtt::encode(octets, packet);
    mqtt::PacketReader reader(pool);
    std::string_view rest = octets;
    const auto read = reader.read(rest, {1000, 1000});
    invariant->on_packet(0, direction, **read, mqtt::Version::v3_1_1);
  };
  mqtt::Publish message;
  message.topic = "t";
  message.qos = mqtt::Qos::at_least_once;
  message.packet_identifier = 7;
  tell(message, Direction::sent);
  tell(mqtt::Puback{7}, Direction::received);
  tell(message, Direction::sent);
  EXPECT_EQ(invariant->violation(), "");
  tell(message, Direction::sent);
  EXPECT_EQ(invariant->violation(), "client 0 uses 7 again");
}

}  // namespace
}  // namespace atmqtt::trial
