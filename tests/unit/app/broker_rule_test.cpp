#include "app/broker_rule.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

using broker::Occasion;
using mqtt::PacketType;

broker::Rule rule_of(std::string_view text) {
  const auto rule = parse_broker_rule(text);
  EXPECT_TRUE(rule) << text << ": " << rule.error();
  return rule.value_or(broker::Rule());
}

std::string error_of(std::string_view text) {
  const auto rule = parse_broker_rule(text);
  return rule ? "no error" : rule.error();
}

TEST(broker_rule, is_made_of_its_words_in_any_order) {
  const broker::Rule rule = rule_of("refuse=5 client=m* skip=2 received=CONNECT count=3");
  EXPECT_EQ(rule.name, "refuse=5 client=m* skip=2 received=CONNECT count=3");
  EXPECT_EQ(rule.client_id, "m*");
  EXPECT_EQ(rule.occasion, Occasion::received);
  EXPECT_EQ(rule.type, PacketType::connect);
  EXPECT_EQ(rule.skip, 2U);
  EXPECT_EQ(rule.count, 3U);
  EXPECT_EQ(std::get<broker::Refuse>(rule.deed).return_code, 5);
}

TEST(broker_rule, is_for_everybody_for_ever_unless_it_says_so) {
  const broker::Rule rule = rule_of("sending=any close");
  EXPECT_EQ(rule.client_id, "*");
  EXPECT_EQ(rule.peer, "*");
  EXPECT_EQ(rule.type, std::nullopt);
  EXPECT_EQ(rule.occasion, Occasion::sending);
  EXPECT_EQ(rule.skip, 0U);
  EXPECT_GT(rule.count, 1'000'000'000U);
}

TEST(broker_rule, does_each_deed) {
  EXPECT_EQ(std::get<broker::Refuse>(rule_of("refuse=255").deed).return_code, 255);
  EXPECT_TRUE(std::get<broker::ClaimSession>(rule_of("session-present=1").deed).is_present);
  EXPECT_EQ(std::get<broker::Grant>(rule_of("grant=128,0").deed).return_codes,
            std::string_view("\x80\0", 2));
  EXPECT_TRUE(std::holds_alternative<broker::Withhold>(rule_of("sending=PUBACK withhold").deed));
  EXPECT_TRUE(std::holds_alternative<broker::Repeat>(rule_of("sending=PUBLISH repeat").deed));
  EXPECT_EQ(std::get<broker::Precede>(rule_of("sending=SUBACK precede=FF00").deed).octets,
            std::string_view("\xFF\0", 2));
  EXPECT_EQ(std::get<broker::Replace>(rule_of("received=PINGREQ replace=d000").deed).octets,
            std::string_view("\xD0\0", 2));
  EXPECT_EQ(std::get<broker::Hang>(rule_of("received=any close").deed).end, broker::End::closed);
  EXPECT_EQ(std::get<broker::Hang>(rule_of("received=any reset").deed).end, broker::End::reset);
  EXPECT_TRUE(std::holds_alternative<broker::FallSilent>(rule_of("sending=any silent").deed));
}

TEST(broker_rule, knows_where_some_deeds_belong) {
  EXPECT_EQ(rule_of("refuse=1").type, PacketType::connect);
  EXPECT_EQ(rule_of("session-present=0").type, PacketType::connect);
  EXPECT_EQ(rule_of("grant=0").type, PacketType::subscribe);
  EXPECT_EQ(error_of("received=PUBLISH refuse=1"), "refuse goes with received=CONNECT only");
  EXPECT_EQ(error_of("sending=SUBACK grant=1"), "grant goes with received=SUBSCRIBE only");
  EXPECT_EQ(error_of("received=PUBLISH withhold"), "withhold needs sending=PACKET");
  EXPECT_EQ(error_of("close"), "close needs received=PACKET or sending=PACKET");
}

TEST(broker_rule, says_what_is_wrong_and_what_is_allowed) {
  EXPECT_EQ(error_of("received=CONNACK close"),
            "received=CONNACK: must be one of any CONNECT PUBLISH PUBACK PUBREC PUBREL PUBCOMP "
            "SUBSCRIBE UNSUBSCRIBE PINGREQ DISCONNECT");
  EXPECT_EQ(error_of("sending=connack close"),
            "sending=connack: must be one of any CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP "
            "SUBACK UNSUBACK PINGRESP");
  EXPECT_EQ(error_of("client=a"),
            "it does not say what is done: one of refuse=CODE session-present=0|1 "
            "grant=CODE[,CODE...] withhold repeat precede=HEX replace=HEX close reset silent");
  EXPECT_EQ(error_of("on=CONNECT refuse=5").substr(0, 94),
            "'on=CONNECT' is none of received=PACKET sending=PACKET client=ID skip=N count=N "
            "refuse=CODE se");
  EXPECT_EQ(error_of("refuse=256"), "refuse: \"256\" is not a number from 0 to 255");
  EXPECT_EQ(error_of("refuse"), "the form is: refuse=CODE");
  EXPECT_EQ(error_of("sending=any silent=1"), "the form is: silent");
  EXPECT_EQ(error_of("sending=any precede=F"), "precede: 'F' is not hexadecimal octets");
  EXPECT_EQ(error_of("sending=any replace="), "replace: there are no octets");
  EXPECT_EQ(error_of("refuse=1 grant=1"), "refuse and grant: a rule does one thing");
  EXPECT_EQ(error_of("received=any sending=any close"),
            "received= and sending= stand once, one of them");
  EXPECT_EQ(error_of("refuse=1 count=0"), "count: \"0\" is not a number from 1 to 1000000000");
  EXPECT_EQ(error_of("refuse=1 client="),
            "client=: must be a client id, or begin one and end in *");
}

TEST(broker_rule, names_all_its_words_in_the_help) {
  const std::string help = broker_rule_help();
  for (const char* word : {"received=PACKET", "sending=PACKET", "client=ID", "skip=N", "count=N",
                           "refuse=CODE", "silent", "replace=HEX"}) {
    EXPECT_NE(help.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace atmqtt::app
