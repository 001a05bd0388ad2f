#include "cmqtt/service.hpp"

#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

/// START, STOP, the layout of refusals, and what befalls the service as a whole.
namespace atmqtt::cmqtt {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::error;
using test::ok;
using test::ok_then;
using test::refused;
using test::text;

TEST(service, starts_and_stops_with_ok_first) {
  Bench bench;
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 0"));
  EXPECT_EQ(bench.at("+CMQTTSTOP"), ok_then("+CMQTTSTOP: 0"));
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 0"));
}

TEST(service, refuses_to_start_twice_and_to_stop_when_stopped) {
  Bench bench;
  EXPECT_EQ(bench.at("+CMQTTSTOP"), refused("+CMQTTSTOP: 9"));
  (void)bench.at("+CMQTTSTART");
  EXPECT_EQ(bench.at("+CMQTTSTART"), refused("+CMQTTSTART: 23"));
}

TEST(service, refuses_to_stop_with_an_acquired_client_connected_or_not) {
  Bench bench;
  bench.start_and_acquire();
  EXPECT_EQ(bench.at("+CMQTTSTOP"), refused("+CMQTTSTOP: 21"));
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTSTOP"), refused("+CMQTTSTOP: 21"));
}

TEST(service, refuses_every_write_form_before_start_with_9) {
  Bench bench;
  for (const std::string_view command :
       {"ACCQ=0,\"x\"", "REL=0", "WILLTOPIC=0,1", "WILLMSG=0,1,0", "DISC=0,0",
        "CONNECT=0,\"tcp://bro\",60,1", "TOPIC=0,1", "PAYLOAD=0,1", "PUB=0,0,60", "SUBTOPIC=0,1,0",
        "SUB=0,1", "SUB=0,1,0", "UNSUBTOPIC=0,1", "UNSUB=0,0", "UNSUB=0,1,0"}) {
    const std::string name(command.substr(0, command.find('=')));
    EXPECT_EQ(bench.at("+CMQTT" + std::string(command)), refused("+CMQTT" + name + ": 0,9"));
  }
  EXPECT_EQ(bench.at("+CMQTTSSLCFG=0,0"), error);
  EXPECT_EQ(bench.at("+CMQTTCFG=\"checkUTF8\",0,1"), text("+CMQTTCFG: 0,9") + std::string(ok));
}

TEST(service, checks_in_the_order_syntax_service_index_client_ranges) {
  Bench bench;
  EXPECT_EQ(bench.at("+CMQTTTOPIC=x,9999"), error);
  EXPECT_EQ(bench.at("+CMQTTTOPIC=2,9999"), refused("+CMQTTTOPIC: 2,9"));
  (void)bench.at("+CMQTTSTART");
  EXPECT_EQ(bench.at("+CMQTTTOPIC=2,9999"), refused("+CMQTTTOPIC: 2,10"));
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,9999"), refused("+CMQTTTOPIC: 0,20"));
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,9999"), refused("+CMQTTTOPIC: 0,11"));
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,9999"), refused("+CMQTTTOPIC: 0,22"));
}

TEST(service, refuses_configuration_with_its_code_and_ok) {
  Bench bench;
  (void)bench.at("+CMQTTSTART");
  const auto cfg = [](const char* code) {
    return text("+CMQTTCFG: 0," + std::string(code)) + std::string(ok);
  };
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,60"), cfg("20"));
  (void)bench.at("+CMQTTACCQ=0,\"dev\"");
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,19"), cfg("12"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,121"), cfg("12"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,20"), ok);
  EXPECT_EQ(bench.at("+CMQTTCFG=\"checkUTF8\",0,2"), cfg("12"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"acturc\",0,2"), cfg("12"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"aliauth\",0,\"\",\"dn\",\"ds\""), cfg("22"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",2,20"), text("+CMQTTCFG: 2,10") + std::string(ok));
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,60"), cfg("13"));
}

TEST(service, words_refusals_as_the_profile_does) {
  Settings settings;
  settings.start_repeated = {Answer::bare_error};
  settings.stop_stopped = {0};
  settings.stop_acquired = {19};
  settings.accq_repeated = {Answer::bare_error};
  settings.rel_free = {20};
  settings.rel_result = true;
  settings.cfg_refusal_ok = false;
  settings.number_quoted = {Answer::bare_error};
  Bench bench(settings);
  EXPECT_EQ(bench.at("+CMQTTSTOP"), ok);
  bench.start_and_acquire();
  EXPECT_EQ(bench.at("+CMQTTSTART"), error);
  EXPECT_EQ(bench.at("+CMQTTSTOP"), refused("+CMQTTSTOP: 19"));
  EXPECT_EQ(bench.at("+CMQTTACCQ=0,\"x\""), error);
  EXPECT_EQ(bench.at("+CMQTTREL=1"), refused("+CMQTTREL: 1,20"));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0,19"), error);
  bench.connect();
  EXPECT_EQ(bench.at("+CMQTTSUB=0,\"a\",1"), error);
  (void)bench.on_link(0, LinkClosed{LinkEnd::closed, "gone"});
  EXPECT_EQ(bench.at("+CMQTTREL=0"), text("+CMQTTREL: 0,0") + std::string(ok));
}

TEST(service, gives_a_quoted_number_the_answer_of_the_profile) {
  Settings settings;
  settings.number_quoted = {22};
  Bench bench(settings);
  bench.go_online();
  EXPECT_EQ(bench.at("+CMQTTSUB=0,\"a\",1"), refused("+CMQTTSUB: 0,22"));
}

TEST(service, puts_results_before_ok_when_the_profile_does) {
  Settings settings;
  settings.start_order = ResultOrder::result_first;
  settings.stop_order = ResultOrder::result_first;
  Bench bench(settings);
  EXPECT_EQ(bench.at("+CMQTTSTART"), text("+CMQTTSTART: 0") + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTSTOP"), text("+CMQTTSTOP: 0") + std::string(ok));
}

TEST(service, puts_the_result_first_once_an_earlier_start_has_gone_online) {
  Settings settings;
  settings.start_order = ResultOrder::result_first_when_online;
  settings.stop_order = ResultOrder::result_first_when_online;
  Bench bench(settings);
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 0"));
  EXPECT_EQ(bench.at("+CMQTTSTOP"), text("+CMQTTSTOP: 0") + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTSTART"), text("+CMQTTSTART: 0") + std::string(ok));
  bench.set_data_connection(false);
  (void)bench.run();
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 1"));
  bench.set_data_connection(true);
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 0"));
}

TEST(service, fails_to_start_without_a_data_connection) {
  Bench bench;
  bench.set_data_connection(false);
  EXPECT_EQ(bench.run(), "") << "the service was not started";
  EXPECT_EQ(bench.at("+CMQTTSTART"), ok_then("+CMQTTSTART: 1"));
  EXPECT_EQ(bench.at("+CMQTTACCQ=0,\"x\""), refused("+CMQTTACCQ: 0,9"));
}

TEST(service, stops_and_releases_its_clients_when_the_data_connection_goes) {
  Bench bench;
  bench.go_online();
  (void)bench.at("+CMQTTACCQ=1,\"other\"");
  bench.set_data_connection(false);
  EXPECT_EQ(bench.run(), text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY") +
                             text("+CMQTTCONNLOST: 0,3") + text("+CMQTTNONET"));
  EXPECT_EQ(bench.actions(), "close");
  bench.set_data_connection(true);
  (void)bench.at("+CMQTTSTART");
  EXPECT_EQ(bench.at("+CMQTTACCQ?"),
            "\r\n+CMQTTACCQ: 0,\"\",0\r\n+CMQTTACCQ: 1,\"\",0\r\n" + std::string(ok));
}

TEST(service, gives_pending_operations_their_results_before_nonet) {
  Bench bench;
  bench.go_online();
  (void)bench.enter("+CMQTTSUB=0,1,0", "t");
  bench.set_data_connection(false);
  EXPECT_EQ(bench.run(), text("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY") + text("+CMQTTSUB: 0,6") +
                             text("+CMQTTCONNLOST: 0,3") + text("+CMQTTNONET"));
}

TEST(service, keeps_its_two_clients_apart) {
  Bench bench;
  bench.go_online();
  EXPECT_EQ(bench.at("+CMQTTACCQ=1,\"other\",1"), ok);
  EXPECT_EQ(bench.at("+CMQTTACCQ?"),
            "\r\n+CMQTTACCQ: 0,\"dev\",0\r\n+CMQTTACCQ: 1,\"other\",1\r\n" + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTDISC?"),
            "\r\n+CMQTTDISC: 0,0\r\n+CMQTTDISC: 1,1\r\n" + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTCONNECT?"),
            "\r\n+CMQTTCONNECT: 0,\"tcp://broker\",60,1\r\n+CMQTTCONNECT: 1\r\n" + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTTOPIC=1,1"), refused("+CMQTTTOPIC: 1,11"));
}

TEST(service, says_why_a_command_is_refused) {
  Bench bench;
  (void)bench.at("+CMQTTSTOP");
  bench.start_and_acquire();
  (void)bench.at("+CMQTTTOPIC=0,1");
  (void)bench.at("+CMQTTSSLCFG=0,10");
  EXPECT_EQ(bench.observer.reasons(),
            (std::vector<std::string>{
                "why STOP -> 9: the MQTT service is not started",
                "why TOPIC 0 -> 11: the client is not connected",
                "why SSLCFG -> ERROR: ssl_ctx_index is out of range (0-9) (err 12)"}));
}

TEST(service, says_what_is_wrong_with_what_was_entered) {
  Bench bench;
  bench.go_online();
  (void)bench.at("+CMQTTPUB=0,0,60");
  (void)bench.at("+CMQTTSUB=0");
  (void)bench.at("+CMQTTSUB=0,0");
  (void)bench.at("+CMQTTUNSUB=0,0");
  (void)bench.enter("+CMQTTTOPIC=0,3", "a/#");
  (void)bench.enter("+CMQTTWILLTOPIC=0,1", "+");
  (void)bench.enter("+CMQTTSUBTOPIC=0,2,0", "a#");
  (void)bench.enter("+CMQTTUNSUBTOPIC=0,1", std::string(1, '\0'));
  (void)bench.enter("+CMQTTSUB=0,1,0", "\xFF");
  (void)bench.enter("+CMQTTUNSUB=0,2,0", "+a");
  (void)bench.at("+CMQTTTOPIC=2,1");
  EXPECT_EQ(
      bench.observer.reasons(),
      (std::vector<std::string>{
          "why PUB 0 -> 18: no topic was entered with AT+CMQTTTOPIC",
          "why SUB 0 -> 18: no topic was entered with AT+CMQTTSUBTOPIC",
          "why SUB 0 -> 18: no topic was entered with AT+CMQTTSUBTOPIC",
          "why UNSUB 0 -> 18: no topic was entered with AT+CMQTTUNSUBTOPIC",
          "why TOPIC 0 -> 12: the topic holds a wildcard, + or #, which only a filter may",
          "why WILLTOPIC 0 -> 12: the topic holds a wildcard, + or #, which only a filter may",
          "why SUBTOPIC 0 -> 12: a wildcard of the filter stands wrong: + is a whole level, "
          "# the whole last one",
          "why UNSUBTOPIC 0 -> 18: the topic is empty: it begins with a NUL",
          "why SUB 0 -> 2: the topic is not a UTF-8 string",
          "why UNSUB 0 -> 12: a wildcard of the filter stands wrong: + is a whole level, "
          "# the whole last one",
          "why TOPIC 2 -> 10: there is no such client"}));
}

TEST(service, says_for_what_a_time_limit_was_too_short) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://broker\",60000,1");
  EXPECT_EQ(bench.pass(120s), text("+CMQTTCONNECT: 0,17"));
  bench.connect(",60000,1");
  (void)bench.enter("+CMQTTTOPIC=0,1", "t");
  (void)bench.at("+CMQTTPUB=0,0,60");
  EXPECT_EQ(bench.pass(60s), text("+CMQTTPUB: 0,17"));
  (void)bench.sent();
  (void)bench.enter("+CMQTTSUB=0,1,0", "t");
  (void)bench.sent();
  EXPECT_EQ(bench.pass(120s), text("+CMQTTSUB: 0,17"));
  EXPECT_EQ(bench.observer.reasons(),
            (std::vector<std::string>{
                "why CONNECT 0 -> 17: no connection to the server within the time limit",
                "why PUB 0 -> 17: the server took no data within the time limit",
                "why SUB 0 -> 17: no answer of the server within the time limit"}));
}

TEST(service, is_quiet_when_no_result_is_due) {
  Bench bench;
  EXPECT_TRUE(bench.service.is_quiet());
  bench.start_and_acquire();
  EXPECT_TRUE(bench.service.is_quiet());
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://broker\",60,1");
  EXPECT_FALSE(bench.service.is_quiet());
  (void)bench.on_link(0, LinkFailed{LinkFailure::not_connected, "refused"});
  EXPECT_TRUE(bench.service.is_quiet());
}

}  // namespace
}  // namespace atmqtt::cmqtt
