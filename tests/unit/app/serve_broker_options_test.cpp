#include "app/serve_broker_options.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace atmqtt::app {
namespace {

auto parse(std::initializer_list<const char*> arguments) {
  return parse_serve_broker_options(std::vector<const char*>(arguments));
}

ServeBrokerOptions options_of(std::initializer_list<const char*> arguments) {
  const auto parsed = parse(arguments);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? std::get<ServeBrokerOptions>(*parsed) : ServeBrokerOptions();
}

std::string error_of(std::initializer_list<const char*> arguments) {
  const auto parsed = parse(arguments);
  if (parsed) return "no error";
  EXPECT_EQ(parsed.error().exit_status, exit_status::bad_usage);
  return parsed.error().text;
}

TEST(serve_broker_options, have_defaults) {
  const ServeBrokerOptions options = options_of({});
  EXPECT_EQ(options.tcp, (TcpOptions{"127.0.0.1", 1883}));
  EXPECT_FALSE(options.tls);
  EXPECT_TRUE(options.broker.users.empty());
  EXPECT_EQ(options.broker.client_id_size_max_v3_1, 23U);
  EXPECT_EQ(options.broker.store_size_max, limits::broker_store_size_max);
  EXPECT_TRUE(options.rules.empty());
  EXPECT_EQ(options.store, "");
  EXPECT_EQ(options.log_level, io::LogLevel::warning);
}

TEST(serve_broker_options, are_what_is_written) {
  const ServeBrokerOptions options =
      options_of({"--port",      "0.0.0.0:0", "--tls",    "c.pem",
                  "k.pem",       "--ca",      "ca.pem",   "--user",
                  "ann:a:b",     "--user",    "bob:",     "--long-client-ids",
                  "--store",     "dir/file",  "--memory", "1",
                  "--rule",      "refuse=5",  "--rule",   "sending=PUBACK withhold",
                  "--log-level", "debug"});
  EXPECT_EQ(options.tcp, (TcpOptions{"0.0.0.0", 0}));
  EXPECT_EQ(options.tls->certificate, "c.pem");
  EXPECT_EQ(options.tls->key, "k.pem");
  EXPECT_EQ(options.tls->ca, "ca.pem");
  ASSERT_EQ(options.broker.users.size(), 2U);
  EXPECT_EQ(options.broker.users[0].name, "ann");
  EXPECT_EQ(options.broker.users[0].password, "a:b");
  EXPECT_EQ(options.broker.users[1].password, "");
  EXPECT_EQ(options.broker.client_id_size_max_v3_1, limits::broker_client_id_size_max);
  EXPECT_EQ(options.store, "dir/file");
  EXPECT_EQ(options.broker.store_size_max, 1024U * 1024);
  ASSERT_EQ(options.rules.size(), 2U);
  EXPECT_EQ(options.rules[1].name, "sending=PUBACK withhold");
  EXPECT_EQ(options.log_level, io::LogLevel::debug);
}

TEST(serve_broker_options, have_a_range_of_memory) {
  EXPECT_EQ(options_of({"--memory", "1024"}).broker.store_size_max,
            limits::broker_store_size_limit);
  for (const char* text : {"0", "1025", "-1", "1.5", "many"}) {
    EXPECT_EQ(error_of({"--memory", text}),
              "--memory: \"" + std::string(text) + "\" is not a number from 1 to 1024");
  }
}

TEST(serve_broker_options, name_what_is_wrong) {
  EXPECT_EQ(error_of({"--ca", "ca.pem"}), "--ca: only with --tls");
  EXPECT_EQ(error_of({"--store", ""}),
            "--store '': must be FILE; atmqtt broker --help lists what is allowed");
  EXPECT_EQ(error_of({"--rule", "refuse=x"}),
            "--rule 'refuse=x': refuse: \"x\" is not a number from 0 to 255");
  EXPECT_NE(error_of({"--log-level", "loud"}).find("must be one of"), std::string::npos);
  EXPECT_NE(error_of({"--port", "x:y:z"}), "no error");
  EXPECT_NE(error_of({"--nonsense"}), "no error");
}

TEST(serve_broker_options, show_no_password_that_is_wrongly_written) {
  for (const char* user : {"secret", ":secret"}) {
    const std::string error = error_of({"--user", user});
    EXPECT_EQ(error.find("secret"), std::string::npos) << error;
    EXPECT_NE(error.find("NAME:PASSWORD"), std::string::npos) << error;
  }
}

TEST(serve_broker_options, teach_in_the_help) {
  const auto parsed = parse({"--help"});
  ASSERT_TRUE(parsed);
  const std::string& help = std::get<PrintedText>(*parsed).text;
  for (const char* word : {"--store", "--memory", "--rule", "received=PACKET", "Examples:"}) {
    EXPECT_NE(help.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace atmqtt::app
