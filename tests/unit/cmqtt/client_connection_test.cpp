#include "bench.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// CONNECT, DISC and the end of connections (decisions D1 to D10).
namespace atmqtt::cmqtt {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::octets;
using test::ok;
using test::refused;
using test::text;

constexpr std::string_view connect = "+CMQTTCONNECT=0,\"tcp://broker\",60,1";

TEST(client_connection, opens_a_link_and_answers_when_the_server_has_accepted) {
  Bench bench;
  bench.start_and_acquire();
  EXPECT_EQ(bench.at("+CMQTTCONNECT=0,\"tcp://broker:1884\",60,1"), ok);
  ASSERT_EQ(bench.environment.actions.size(), 1U);
  const auto& open = std::get<OpenLink>(bench.environment.actions[0]);
  EXPECT_EQ(open.link, 0);
  EXPECT_EQ(open.host, "broker");
  EXPECT_EQ(open.port, 1884);
  EXPECT_EQ(bench.on_link(0, LinkOpened{}), "");
  EXPECT_EQ(bench.sent(), octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'"));
  EXPECT_EQ(bench.receive(0, "20 02 00 00"), text("+CMQTTCONNECT: 0,0"));
}

TEST(client_connection, sends_the_version_that_was_acquired_or_that_of_the_profile) {
  const auto connect_packet = [](Settings settings, std::string_view rest) {
    Bench bench(std::move(settings));
    bench.start_and_acquire(rest);
    (void)bench.at(connect);
    (void)bench.on_link(0, LinkOpened{});
    return bench.sent();
  };
  const std::string v3 = octets("10 11 0006 'MQIsdp' 03 02 003C 0003 'dev'");
  const std::string v4 = octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'");
  Settings old;
  old.accq_version = 3;
  EXPECT_EQ(connect_packet({}, ""), v4);
  EXPECT_EQ(connect_packet({}, ",0,3"), v3);
  EXPECT_EQ(connect_packet(old, ""), v3);
  EXPECT_EQ(connect_packet(old, ",0,4"), v4);
}

TEST(client_connection, sends_credentials_as_they_were_written) {
  const auto connect_packet = [](std::string_view credentials) {
    Bench bench;
    bench.start_and_acquire();
    EXPECT_EQ(bench.at(std::string(connect) + std::string(credentials)), ok);
    (void)bench.on_link(0, LinkOpened{});
    return bench.sent();
  };
  const std::string none = octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'");
  EXPECT_EQ(connect_packet(",\"\",\"\""), none);
  EXPECT_EQ(connect_packet(",,"), none);
  EXPECT_EQ(connect_packet(",\"u\""), octets("10 12 0004 'MQTT' 04 82 003C 0003 'dev' 0001 'u'"));
  EXPECT_EQ(connect_packet(",\"u\",\"\""),
            octets("10 14 0004 'MQTT' 04 C2 003C 0003 'dev' 0001 'u' 0000"));
  EXPECT_EQ(connect_packet(",\"u\",\"p\""),
            octets("10 15 0004 'MQTT' 04 C2 003C 0003 'dev' 0001 'u' 0001 'p'"));
}

TEST(client_connection, refuses_a_user_name_that_is_not_utf8_when_that_is_checked) {
  Bench bench;
  bench.start_and_acquire();
  const std::string command = std::string(connect) + ",\"\xFF\"";
  EXPECT_EQ(bench.at(command), refused("+CMQTTCONNECT: 0,2"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"checkUTF8\",0,0"), ok);
  EXPECT_EQ(bench.at(command), ok);
}

TEST(client_connection, signs_in_with_aliauth_instead_of_user_and_password) {
  Bench bench;
  bench.start_and_acquire();
  ASSERT_EQ(bench.at("+CMQTTCFG=\"aliauth\",0,\"pk\",\"device\",\"secret\""), ok);
  (void)bench.at(std::string(connect) + ",\"u\",\"p\"");
  (void)bench.on_link(0, LinkOpened{});
  const std::string packet = bench.sent();
  EXPECT_NE(packet.find("dev|securemode=3,signmethod=hmacsha1|"), std::string::npos);
  EXPECT_NE(packet.find("device&pk"), std::string::npos);
}

TEST(client_connection, reports_each_failure_by_its_code) {
  const std::pair<LinkFailure, const char*> failures[] = {
      {LinkFailure::name_not_resolved, "25"},
      {LinkFailure::no_socket, "4"},
      {LinkFailure::not_connected, "3"},
  };
  for (const auto& [failure, code] : failures) {
    Bench bench;
    bench.start_and_acquire();
    EXPECT_EQ(bench.at(connect), ok);
    EXPECT_EQ(bench.on_link(0, LinkFailed{failure, "words"}),
              text("+CMQTTCONNECT: 0," + std::string(code)));
    EXPECT_EQ(bench.at(connect), ok) << "the client can connect again";
  }
}

TEST(client_connection, reports_what_the_server_does_instead_of_accepting) {
  const std::pair<std::string_view, const char*> answers[] = {
      {"20 02 00 01", "27"}, {"20 02 00 02", "28"}, {"20 02 00 03", "29"}, {"20 02 00 04", "30"},
      {"20 02 00 05", "31"}, {"20 02 00 06", "24"}, {"D0 00", "24"},       {"00 00", "24"},
  };
  for (const auto& [answer, code] : answers) {
    Bench bench;
    bench.start_and_acquire();
    (void)bench.at(connect);
    (void)bench.on_link(0, LinkOpened{});
    (void)bench.actions();
    EXPECT_EQ(bench.receive(0, answer), text("+CMQTTCONNECT: 0," + std::string(code))) << answer;
    EXPECT_EQ(bench.actions(), "close");
  }
}

TEST(client_connection, reports_26_when_the_server_closes_before_it_accepts) {
  for (const LinkEnd end : {LinkEnd::closed, LinkEnd::reset}) {
    Bench bench;
    bench.start_and_acquire();
    (void)bench.at(connect);
    (void)bench.on_link(0, LinkOpened{});
    EXPECT_EQ(bench.on_link(0, LinkClosed{end, "words"}), text("+CMQTTCONNECT: 0,26"));
  }
}

TEST(client_connection, gives_up_after_optimeout_and_not_before) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.at("+CMQTTCFG=\"optimeout\",0,20");
  (void)bench.at(connect);
  (void)bench.actions();
  EXPECT_EQ(bench.pass(20s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), text("+CMQTTCONNECT: 0,17"));
  EXPECT_EQ(bench.actions(), "close");
}

TEST(client_connection, holds_ok_until_tcp_stands_when_the_profile_does) {
  Settings settings;
  settings.connect_ok_after_tcp = true;
  Bench bench(settings);
  bench.start_and_acquire();
  EXPECT_EQ(bench.at(connect), "");
  EXPECT_EQ(bench.on_link(0, LinkFailed{LinkFailure::not_connected, "words"}),
            refused("+CMQTTCONNECT: 0,3"));
  EXPECT_EQ(bench.at(connect), "");
  EXPECT_EQ(bench.type("AT\r"), "") << "the line is held";
  EXPECT_EQ(bench.on_link(0, LinkOpened{}), std::string(ok) + std::string(ok));
  EXPECT_EQ(bench.receive(0, "20 02 00 00"), text("+CMQTTCONNECT: 0,0"));
}

TEST(client_connection, disconnects_as_soon_as_the_packet_is_in_the_socket) {
  Bench bench;
  bench.go_online();
  EXPECT_EQ(bench.at("+CMQTTDISC=0,120"), ok);
  EXPECT_EQ(bench.actions(), "send");
  EXPECT_EQ(bench.sent(), octets("E0 00"));
  EXPECT_EQ(bench.last_answer, text("+CMQTTDISC: 0,0"));
  EXPECT_EQ(bench.actions(), "close");
  EXPECT_EQ(bench.at("+CMQTTDISC=0,120"), refused("+CMQTTDISC: 0,11"));
}

TEST(client_connection, gives_up_to_disconnect_after_the_time_of_the_command) {
  Bench bench;
  bench.go_online();
  (void)bench.at("+CMQTTDISC=0,60");
  EXPECT_EQ(bench.pass(60s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), text("+CMQTTDISC: 0,17"));
}

TEST(client_connection, ends_a_pending_connect_when_it_is_to_disconnect) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.at(connect);
  (void)bench.actions();
  EXPECT_EQ(bench.at("+CMQTTDISC=0,0"),
            std::string(ok) + text("+CMQTTCONNECT: 0,6") + text("+CMQTTDISC: 0,0"));
  EXPECT_EQ(bench.actions(), "close");
  EXPECT_EQ(bench.at(connect), ok);
}

TEST(client_connection, tells_by_its_cause_how_a_connection_was_lost) {
  for (const auto& [end, cause] :
       {std::pair(LinkEnd::closed, "1"), std::pair(LinkEnd::reset, "2")}) {
    Bench bench;
    bench.go_online();
    EXPECT_EQ(bench.on_link(0, LinkClosed{end, "words"}),
              text("+CMQTTCONNLOST: 0," + std::string(cause)));
    EXPECT_EQ(bench.at("+CMQTTACCQ?"),
              "\r\n+CMQTTACCQ: 0,\"dev\",0\r\n+CMQTTACCQ: 1,\"\",0\r\n" + std::string(ok))
        << "the client stays acquired";
    EXPECT_EQ(bench.at(connect), ok);
  }
}

TEST(client_connection, drops_a_server_that_breaks_the_protocol) {
  Bench bench;
  bench.go_online();
  (void)bench.enter("+CMQTTSUB=0,1,0", "t");
  EXPECT_EQ(bench.receive(0, "00 00"), text("+CMQTTSUB: 0,24") + text("+CMQTTCONNLOST: 0,2"));
  EXPECT_EQ(bench.actions(), "send close");
}

TEST(client_connection, pings_when_nothing_was_sent_and_reports_silence) {
  Bench bench;
  bench.start_and_acquire();
  bench.connect(",60,1");
  EXPECT_EQ(bench.pass(60s), "");
  EXPECT_EQ(bench.sent(), octets("C0 00"));
  EXPECT_EQ(bench.pass(60s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), text("+CMQTTPING: 0,17") + text("+CMQTTCONNLOST: 0,2"));
}

TEST(client_connection, reports_a_ping_that_cannot_be_written) {
  Bench bench;
  bench.start_and_acquire();
  bench.connect(",60,1");
  EXPECT_EQ(bench.pass(60s), "");
  EXPECT_EQ(bench.pass(60s), text("+CMQTTPING: 0,16") + text("+CMQTTCONNLOST: 0,2"));
}

TEST(client_connection, tells_no_urc_of_a_client_whose_urcs_are_off) {
  Bench bench;
  bench.start_and_acquire();
  ASSERT_EQ(bench.at("+CMQTTCFG=\"acturc\",0,0"), ok);
  bench.connect(",60,1");
  EXPECT_EQ(bench.pass(60s) + bench.pass(60s), "");
  EXPECT_EQ(bench.at("+CMQTTDISC?"),
            "\r\n+CMQTTDISC: 0,1\r\n+CMQTTDISC: 1,1\r\n" + std::string(ok));
}

TEST(client_connection, sends_a_will_that_has_topic_and_message) {
  const auto connect_packet = [](bool has_topic, bool has_message) {
    Bench bench;
    bench.start_and_acquire();
    if (has_topic) (void)bench.enter("+CMQTTWILLTOPIC=0,1", "w");
    if (has_message) (void)bench.enter("+CMQTTWILLMSG=0,2,1", "hi");
    (void)bench.at(connect);
    (void)bench.on_link(0, LinkOpened{});
    return std::pair(bench.sent(), bench.observer.has_heard("why will 0 is not sent"));
  };
  const std::string without = octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'");
  const std::string with = octets("10 16 0004 'MQTT' 04 0E 003C 0003 'dev' 0001 'w' 0002 'hi'");
  EXPECT_EQ(connect_packet(false, false), std::pair(without, false));
  EXPECT_EQ(connect_packet(true, false), std::pair(without, true));
  EXPECT_EQ(connect_packet(false, true), std::pair(without, true));
  EXPECT_EQ(connect_packet(true, true), std::pair(with, false));
}

TEST(client_connection, keeps_the_will_until_it_is_released) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.enter("+CMQTTWILLTOPIC=0,1", "w");
  (void)bench.enter("+CMQTTWILLMSG=0,2,1", "hi");
  const auto connect_packet = [&bench] {
    (void)bench.at(connect);
    (void)bench.on_link(0, LinkOpened{});
    const std::string packet = bench.sent();
    (void)bench.on_link(0, LinkClosed{LinkEnd::closed, ""});
    return packet;
  };
  const std::string first = connect_packet();
  EXPECT_NE(first.find("hi"), std::string::npos);
  EXPECT_EQ(connect_packet(), first);
  (void)bench.enter("+CMQTTWILLTOPIC=0,1", "v");
  EXPECT_EQ(connect_packet(), octets("10 16 0004 'MQTT' 04 0E 003C 0003 'dev' 0001 'v' 0002 'hi'"));
  EXPECT_EQ(bench.at("+CMQTTREL=0"), ok);
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  EXPECT_EQ(connect_packet(), octets("10 0F 0004 'MQTT' 04 02 003C 0003 'dev'"));
}

TEST(client_connection, ends_quietly_with_the_process) {
  Bench bench;
  bench.go_online();
  bench.service.shut_down();
  EXPECT_EQ(bench.run(), "");
  EXPECT_FALSE(bench.service.is_quiet());
  EXPECT_EQ(bench.sent(), octets("E0 00"));
  EXPECT_EQ(bench.last_answer, "");
  EXPECT_TRUE(bench.service.is_quiet());
}

}  // namespace
}  // namespace atmqtt::cmqtt
