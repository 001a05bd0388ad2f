#include "sim/world_action.hpp"

#include <gtest/gtest.h>

namespace atmqtt::sim {
namespace {

std::string error_of(std::string_view text) {
  const auto action = parse_world_action(text);
  return action ? "no error" : action.error();
}

TEST(world_action, is_understood_in_each_of_its_forms) {
  for (const std::string_view text : {"server refuse 5",
                                      "1 server refuse 5",
                                      "0 server close",
                                      "server session-present 1",
                                      "server grant 1,128",
                                      "server grant 0",
                                      "server withhold PUBACK",
                                      "server release",
                                      "server send \"20 02 0000\"",
                                      "server publish \"a\" 0 \"\"",
                                      "server publish \"a\" 2 \"x\"*9 retain dup id=65535",
                                      "server reset",
                                      "server silent",
                                      "link fail name \"no such host\"",
                                      "link fail socket \"\"",
                                      "link fail refused \"x\"",
                                      "link fail handshake \"x\"",
                                      "link fail session \"x\"",
                                      "link silent",
                                      "1 link silent handshake",
                                      "link stuck",
                                      "link takes 3",
                                      "1 link flows",
                                      "store fail \"x\"",
                                      "store withhold",
                                      "store release",
                                      "store file \"a.pem\" \"x\"",
                                      "data-connection lost",
                                      "data-connection restored",
                                      "dte close",
                                      "dte open",
                                      "dte stuck",
                                      "dte takes 10",
                                      "dte flows",
                                      "wait 5ms"}) {
    EXPECT_EQ(error_of(text), "no error") << text;
  }
}

TEST(world_action, is_refused_with_the_form_that_is_right) {
  EXPECT_EQ(error_of("server refuse"), "the form is: server refuse CODE");
  EXPECT_EQ(error_of("server close now"), "the form is: server close");
  EXPECT_EQ(error_of("server publish \"a\" 0"),
            "the form is: server publish \"TOPIC\" QOS \"PAYLOAD\" [retain] [dup] [id=N]");
  EXPECT_EQ(error_of("server publish \"a\" 0 \"b\" twice"),
            "the form is: server publish \"TOPIC\" QOS \"PAYLOAD\" [retain] [dup] [id=N]");
}

TEST(world_action, is_refused_with_the_argument_that_is_wrong) {
  EXPECT_EQ(error_of("server publish \"a\" 3 \"b\""), "\"3\" is not a number from 0 to 2");
  EXPECT_EQ(error_of("server publish \"a\" 1 \"b\" id=0"), "\"0\" is not a number from 1 to 65535");
  EXPECT_EQ(error_of("server withhold PINGREQ"),
            "'PINGREQ' is none of CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK PINGRESP");
  EXPECT_EQ(error_of("link fail slowly \"x\""),
            "'slowly' is none of name socket refused handshake session");
  EXPECT_EQ(error_of("link silent for ever"), "the form is: link silent [handshake]");
  EXPECT_EQ(error_of("server send \"2\""), "'2' is not hexadecimal octets");
  EXPECT_EQ(error_of("server send \"2g\""), "'2g' is not hexadecimal octets");
  EXPECT_EQ(error_of("server grant 1,"), "\"\" is not a number from 0 to 255");
  EXPECT_EQ(error_of("wait 5"), "'5' is not a duration such as 5ms, 2s or 1min");
}

}  // namespace
}  // namespace atmqtt::sim
