#include "app/broker_option.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

TEST(broker_option, is_read_and_written) {
  EXPECT_EQ(parse_broker("none"), Broker(ScriptedBroker{}));
  EXPECT_EQ(parse_broker("real"), Broker(NamedBrokers{}));
  EXPECT_EQ(parse_broker("h:1883"), Broker(io::Server{"h", 1883}));
  for (const char* text : {"none", "real", "127.0.0.1:1883", "[::1]:1"}) {
    const auto broker = parse_broker(text);
    ASSERT_TRUE(broker) << broker.error();
    EXPECT_EQ(text_of(*broker), text);
  }
}

TEST(broker_option, is_refused_with_what_is_allowed) {
  for (const char* text : {"", "nothing", "h", "h:", "h:0", "h:65536", ":1883", "[::1:1"}) {
    const auto broker = parse_broker(text);
    ASSERT_FALSE(broker) << text;
    EXPECT_EQ(broker.error(),
              "must be none, real, or HOST:PORT with PORT 1 to 65535, as in 127.0.0.1:1883");
  }
}

TEST(broker_option, leads_all_names_to_the_broker_that_no_rule_leads_elsewhere) {
  io::ServerMap rules;
  ASSERT_TRUE(rules.add("a=b:1"));
  const io::ServerMap to_broker = map_to(rules, io::Server{"::1", 1883});
  EXPECT_EQ(to_broker.place_of({"a", 5}), (io::Server{"b", 1}));
  EXPECT_EQ(to_broker.place_of({"other", 5}), (io::Server{"::1", 1883}));
  const io::ServerMap as_named = map_to(rules, NamedBrokers{});
  EXPECT_EQ(as_named.place_of({"other", 5}), (io::Server{"other", 5}));
}

}  // namespace
}  // namespace atmqtt::app
