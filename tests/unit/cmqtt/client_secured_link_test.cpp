#include "bench.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

/// CONNECT over TLS: what the link is asked for, and when OK and the code come (decision D1).
namespace atmqtt::cmqtt {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::ok;
using test::refused;
using test::text;

constexpr std::string_view connect = "+CMQTTCONNECT=0,\"tcp://broker\",60,1";

TEST(client_secured_link, opens_a_secured_link_with_the_context_in_force) {
  Bench bench;
  bench.start_and_acquire(",1");
  EXPECT_EQ(bench.at("+CMQTTSSLCFG=0,3"), ok);
  bench.tls.contexts().edit(3).enable_sni = 1;
  EXPECT_EQ(bench.at(connect), ok);
  ASSERT_EQ(bench.pending_actions.size(), 1u);
  const auto* open = std::get_if<OpenLink>(&bench.pending_actions.front());
  ASSERT_NE(open, nullptr);
  ASSERT_TRUE(open->tls);
  EXPECT_TRUE(open->tls->sends_server_name);
}

TEST(client_secured_link, tells_how_a_secured_link_fails) {
  struct Row {
    LinkFailure failure;
    std::string_view code;
  };
  constexpr Row rows[] = {{LinkFailure::handshake_failed, "32"},
                          {LinkFailure::session_not_opened, "34"}};
  for (const Row& row : rows) {
    Bench bench;
    bench.start_and_acquire(",1");
    (void)bench.at(connect);
    if (row.failure == LinkFailure::handshake_failed) {
      EXPECT_EQ(bench.on_link(0, LinkConnected{}), "");
    }
    EXPECT_EQ(bench.on_link(0, LinkFailed{row.failure, "reason"}),
              text("+CMQTTCONNECT: 0," + std::string(row.code)));
  }
}

TEST(client_secured_link, takes_an_alert_before_connack_for_the_handshake) {
  Bench bench;
  bench.start_and_acquire(",1");
  (void)bench.at(connect);
  (void)bench.on_link(0, LinkOpened{});
  (void)bench.sent();
  EXPECT_EQ(bench.on_link(0, LinkClosed{LinkEnd::alert, "certificate required"}),
            text("+CMQTTCONNECT: 0,32"));
}

TEST(client_secured_link, gives_the_held_ok_when_tcp_stands_and_not_with_the_end_of_the_handshake) {
  Settings settings;
  settings.connect_ok_after_tcp = true;
  struct Row {
    LinkEvent event;
    std::string answer;
  };
  const Row rows[] = {
      {LinkOpened{}, ""},
      {LinkFailed{LinkFailure::handshake_failed, "words"}, text("+CMQTTCONNECT: 0,32")},
  };
  for (const Row& row : rows) {
    Bench bench(settings);
    bench.start_and_acquire(",1");
    EXPECT_EQ(bench.at(connect), "");
    EXPECT_EQ(bench.on_link(0, LinkConnected{}), ok);
    EXPECT_EQ(bench.on_link(0, row.event), row.answer);
  }
}

TEST(client_secured_link, refuses_with_error_what_ends_before_tcp_stands) {
  Settings settings;
  settings.connect_ok_after_tcp = true;
  Bench bench(settings);
  bench.start_and_acquire(",1");
  EXPECT_EQ(bench.at(connect), "");
  EXPECT_EQ(bench.on_link(0, LinkFailed{LinkFailure::session_not_opened, "words"}),
            refused("+CMQTTCONNECT: 0,34"));
  EXPECT_EQ(bench.at(connect), "");
  EXPECT_EQ(bench.pass(120s), refused("+CMQTTCONNECT: 0,17"));
}

TEST(client_secured_link, prints_the_ssl_context_in_force) {
  Bench bench;
  (void)bench.at("+CMQTTSTART");
  const auto bindings = [&bench] { return bench.at("+CMQTTSSLCFG?"); };
  const auto printed = [](const char* first) {
    return "\r\n+CMQTTSSLCFG: 0," + std::string(first) + "\r\n+CMQTTSSLCFG: 1,1\r\n" +
           std::string(ok);
  };
  EXPECT_EQ(bindings(), printed("0"));
  EXPECT_EQ(bench.at("+CMQTTSSLCFG=0,5"), ok) << "it asks for no client";
  EXPECT_EQ(bindings(), printed("5"));
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  bench.connect();
  (void)bench.on_link(0, LinkClosed{LinkEnd::closed, ""});
  EXPECT_EQ(bindings(), printed("5")) << "kept over CONNLOST";
  (void)bench.at("+CMQTTREL=0");
  EXPECT_EQ(bindings(), printed("5")) << "kept over REL";
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  (void)bench.at(connect);
  (void)bench.on_link(0, LinkFailed{LinkFailure::not_connected, ""});
  EXPECT_EQ(bindings(), printed("0")) << "back after a failed CONNECT";
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTSSLCFG=0,7"), ok) << "accepted while connected";
  (void)bench.at("+CMQTTDISC=0,0");
  (void)bench.sent();
  EXPECT_EQ(bindings(), printed("0")) << "back after DISC";
  (void)bench.at("+CMQTTSSLCFG=0,7");
  (void)bench.at("+CMQTTREL=0");
  (void)bench.at("+CMQTTSTOP");
  (void)bench.at("+CMQTTSTART");
  EXPECT_EQ(bindings(), printed("0")) << "back after STOP";
}

}  // namespace
}  // namespace atmqtt::cmqtt
