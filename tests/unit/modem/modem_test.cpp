#include "atmqtt/modem.hpp"

#include "base/buffer_pool.hpp"
#include "modem/profiles.hpp"
#include "support/feeds.hpp"
#include "support/recording_observer.hpp"
#include "unit/mqtt/octets.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// The contract of the modem with whoever embeds it; whole sessions stand in the dialogues.
namespace atmqtt {
namespace {

using namespace std::chrono_literals;
using mqtt::test::octets;

constexpr std::string_view ok = "\r\nOK\r\n";

class modem : public testing::Test {
 protected:
  void power_on(const PowerOn& found = {}) { device.emplace(config, pool, observer, now, found); }

  std::string read() {
    std::string octets(device->dte_output());
    device->dte_written(octets.size(), now);
    return octets;
  }
  std::string type(std::string_view typed) {
    EXPECT_EQ(device->receive(typed, now), typed.size());
    return read();
  }
  std::string pass(Duration duration) {
    now += duration;
    device->on_time(now);
    return read();
  }
  void drop_actions() {
    while (device->next_action()) {
    }
  }
  void go_online() {
    device->dte_opened(now);
    go_online_after_boot();
  }
  void go_online_after_boot() {
    (void)type(
        "ATE0\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,\"c\"\rAT+CMQTTCONNECT=0,\"tcp://broker\",60,1\r");
    device->on_link(0, LinkOpened{}, now);
    const std::string connack = octets("20 02 00 00");
    device->on_link(0, LinkSent{device->link_output(0).size()}, now);
    device->on_link(0, LinkReceived{connack}, now);
    EXPECT_EQ(read(), "\r\n+CMQTTCONNECT: 0,0\r\n");
    drop_actions();
  }

  ModemConfig config;
  BufferPool pool;
  support::RecordingObserver observer;
  Time now{1h};
  std::optional<Modem> device;
};

TEST_F(modem, answers_however_the_octets_are_cut) {
  const std::string input = "AT\r\nATE0\r\nAT+CMQTTSTART;+CGMM\r\nAT+CMQTTSTART\r\nAT+CGMM\r\n";
  std::string whole;
  for (const std::size_t piece_size :
       {input.size(), std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
    power_on();
    device->dte_opened(now);
    std::string answer;
    support::feed(input, piece_size, [&](std::string_view piece) { answer += type(piece); });
    if (whole.empty()) whole = answer;
    EXPECT_EQ(answer, whole) << "in pieces of " << piece_size;
  }
  EXPECT_EQ(whole,
            "AT\r\r\nOK\r\nATE0\r\r\nOK\r\n\r\nERROR\r\n\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n"
            "\r\nSIMCOM_SIM8200EA-M2\r\n\r\nOK\r\n");
}

TEST_F(modem, prints_nothing_at_power_on_unless_the_profile_does) {
  power_on();
  device->dte_opened(now);
  EXPECT_EQ(read(), "");
  EXPECT_EQ(device->deadline(), never);
  EXPECT_TRUE(device->is_quiet());
}

TEST_F(modem, prints_the_boot_lines_after_their_delay) {
  find_profile("sim7600")->apply(config.settings);
  config.settings.boot_delay = 2s;
  config.settings.echo = false;
  power_on();
  device->dte_opened(now);
  EXPECT_EQ(read(), "");
  EXPECT_EQ(device->deadline(), now + 2s);
  EXPECT_FALSE(device->is_quiet());
  EXPECT_EQ(type("AT\r"), "") << "it hears nothing while it boots";
  EXPECT_EQ(pass(2s), "\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n");
  EXPECT_EQ(type("AT\r"), ok);
}

/// One configuration may serve for many modems, each with an IMEI of its own.
TEST_F(modem, has_an_identity_of_its_own_also_after_a_reset) {
  config.settings.echo = false;
  power_on({.number = 2});
  device->dte_opened(now);
  EXPECT_EQ(type("AT+CGSN\r"), "\r\n867584030000025\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CIMI\r"), "\r\n001010123456790\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CRESET\r"), ok);
  EXPECT_EQ(type("AT+SIMEI?\r"), "\r\n+SIMEI: 867584030000025\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CICCID\r"), "\r\n+ICCID: 89001010000000000026\r\n\r\nOK\r\n");
  EXPECT_NE(type("ATI\r").find("IMEI: 867584030000025"), std::string::npos);
}

TEST_F(modem, boots_when_the_port_is_opened_for_the_first_time_if_asked_to) {
  config.settings.boot_lines = "RDY";
  config.settings.boot_on_open = true;
  power_on();
  EXPECT_EQ(device->deadline(), never);
  device->dte_opened(now);
  EXPECT_EQ(read(), "\r\nRDY\r\n");
  device->dte_closed(now);
  device->dte_opened(now);
  EXPECT_EQ(read(), "");
}

TEST_F(modem, discards_answers_without_a_dte) {
  power_on();
  device->dte_opened(now);
  (void)device->receive("AT\r", now);
  device->dte_closed(now);
  EXPECT_EQ(device->dte_output(), "");
  device->dte_opened(now);
  EXPECT_EQ(read(), "");
}

TEST_F(modem, asks_for_a_link_and_sends_by_it) {
  power_on();
  device->dte_opened(now);
  (void)type("AT+CMQTTSTART\rAT+CMQTTACCQ=1,\"c\"\rAT+CMQTTCONNECT=1,\"tcp://broker:1234\",60,1\r");
  const auto action = device->next_action();
  ASSERT_TRUE(action);
  const auto* open = std::get_if<OpenLink>(&*action);
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(open->link, 1);
  EXPECT_EQ(open->host, "broker");
  EXPECT_EQ(open->port, 1234);
  EXPECT_FALSE(device->next_action());
  EXPECT_FALSE(device->is_quiet());
  device->on_link(1, LinkOpened{}, now);
  EXPECT_EQ(device->link_output(0), "");
  EXPECT_EQ(device->link_output(1), octets("10 0D 0004 'MQTT' 04 02 003C 0001 'c'"));
  const auto send = device->next_action();
  ASSERT_TRUE(send && std::holds_alternative<SendLink>(*send));
  EXPECT_FALSE(device->next_action());
}

TEST_F(modem, repeats_a_group_that_a_dte_left_half_read_to_the_next_one) {
  power_on();
  go_online();
  const std::string publish = octets("30 05 0001 't' 'hi'");
  device->on_link(0, LinkReceived{publish}, now);
  EXPECT_EQ(read(), "") << "the result of CONNECT was just written";
  now += 5ms;
  device->on_time(now);
  const std::string group(device->dte_output());
  EXPECT_TRUE(group.starts_with("\r\n+CMQTTRXSTART: 0,1,2\r\n"));
  device->dte_written(10, now);
  device->dte_closed(now);
  EXPECT_EQ(device->dte_output(), "");
  device->dte_opened(now);
  EXPECT_EQ(read(), group);
}

TEST_F(modem, prints_nonet_when_the_data_connection_goes) {
  power_on();
  go_online();
  device->set_data_connection(false, now);
  EXPECT_EQ(read(),
            "\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n\r\n+CMQTTCONNLOST: "
            "0,3\r\n\r\n+CMQTTNONET\r\n");
  EXPECT_EQ(type("AT+CMQTTDISC?\r"), "\r\nERROR\r\n");
  EXPECT_EQ(type("AT+CMQTTSTART\r"), "\r\nOK\r\n\r\n+CMQTTSTART: 1\r\n");
  device->set_data_connection(true, now);
  EXPECT_EQ(type("AT+CMQTTSTART\r"), "\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n");
  EXPECT_EQ(type("AT+CMQTTACCQ?\r"),
            "\r\n+CMQTTACCQ: 0,\"\",0\r\n+CMQTTACCQ: 1,\"\",0\r\n" + std::string(ok));
}

TEST_F(modem, asks_the_outside_for_what_the_device_wants_and_prints_what_comes_back) {
  power_on();
  device->dte_opened(now);
  (void)type("ATE0\r");
  EXPECT_EQ(type("AT+CDNSGIP=\"a.test\"\r"), "");
  const auto action = device->next_action();
  ASSERT_TRUE(action && std::holds_alternative<LookUpName>(*action));
  EXPECT_EQ(std::get<LookUpName>(*action).host, "a.test");
  EXPECT_FALSE(device->is_quiet());
  device->on_network_event(NameFound{{"192.0.2.1"}}, now);
  EXPECT_EQ(read(), "\r\n+CDNSGIP: 1,\"a.test\",\"192.0.2.1\"\r\n" + std::string(ok));
  EXPECT_TRUE(device->is_quiet());
}

TEST_F(modem, takes_the_serial_line_as_the_port_was_opened_and_asks_for_changes) {
  device.emplace(config, pool, observer, now, PowerOn{.serial_line = {9600, true}});
  device->dte_opened(now);
  (void)type("ATE0\r");
  EXPECT_EQ(type("AT+IPR?;+IFC?\r"), "\r\n+IPR: 9600\r\n\r\n+IFC: 2,2\r\n" + std::string(ok));
  EXPECT_EQ(type("AT+IPR=57600\r"), ok);
  const auto action = device->next_action();
  ASSERT_TRUE(action && std::holds_alternative<SetSerialLine>(*action));
  EXPECT_EQ(std::get<SetSerialLine>(*action).line, (SerialLine{57600, true}));
}

TEST_F(modem, sends_disconnect_and_tells_nothing_when_the_process_ends) {
  power_on();
  go_online();
  device->shut_down(now);
  EXPECT_EQ(read(), "");
  EXPECT_FALSE(device->is_quiet());
  EXPECT_EQ(device->link_output(0), octets("E0 00"));
  device->on_link(0, LinkSent{2}, now);
  EXPECT_EQ(read(), "");
  EXPECT_TRUE(device->is_quiet());
  drop_actions();
}

TEST_F(modem, takes_no_more_than_there_is_room_for_from_a_dte_that_does_not_read) {
  power_on();
  device->dte_opened(now);
  std::size_t taken = 0;
  const std::string commands(3000, '\r');
  while (device->wants_dte_octets()) {
    const std::size_t count = device->receive(commands + "AT&V\r", now);
    taken += count;
    ASSERT_LT(taken, 10'000'000U);
  }
  EXPECT_EQ(device->receive("x", now), 0U);
  const std::size_t size = device->dte_output().size();
  EXPECT_LT(size, 128U * 1024U);
  device->dte_written(size, now);
  EXPECT_TRUE(device->wants_dte_octets());
}

TEST_F(modem, finds_its_certificates_and_settings_at_power_on) {
  const TlsFile certificates[] = {{"a.pem", "A"}, {"b.der", "B"}};
  power_on({.certificates = certificates, .settings = "E=0\nX=3\n"});
  device->dte_opened(now);
  EXPECT_EQ(type("AT+CCERTLIST\r"),
            "\r\n+CCERTLIST: \"a.pem\"\r\n+CCERTLIST: \"b.der\"\r\n" + std::string(ok));
  EXPECT_EQ(type("ATX0Z&V\r"),
            "\r\n&C: 1; &D: 2; E: 0; Q: 0; V: 1; X: 3; CMEE: 2;\r\n"
            "S0: 0; S3: 13; S4: 10; S5: 8; S7: 0; S8: 2; S10: 14;\r\n"
            "CREG: 0; CGREG: 0; CEREG: 0; CTZU: 0; CTZR: 0;\r\nIFC: 0,0;\r\n" +
                std::string(ok));
  EXPECT_EQ(type("AT&F\rAT\r"), std::string(ok) + "AT\r" + std::string(ok));
  EXPECT_EQ(observer.reasons(), std::vector<std::string>());
}

TEST_F(modem, says_which_saved_settings_it_cannot_take) {
  power_on({.settings = "E=2\nX=3\n"});
  EXPECT_EQ(
      observer.reasons(),
      std::vector<std::string>{"why saved settings, line 1: E must be 0 to 1, 1 is taken instead"});
  device->dte_opened(now);
  EXPECT_EQ(type("AT\r"), "AT\r" + std::string(ok));
}

TEST_F(modem, asks_for_its_settings_to_be_kept_and_waits_for_the_answer) {
  power_on();
  device->dte_opened(now);
  EXPECT_EQ(type("ATE0&W\r"), "ATE0&W\r");
  const auto action = device->next_action();
  ASSERT_TRUE(action && std::holds_alternative<StoreAction>(*action));
  const StoreAction kept = std::get<StoreAction>(*action);
  EXPECT_EQ(kept.kind, StoreAction::Kind::save_settings);
  EXPECT_FALSE(device->is_quiet());
  device->on_stored({}, now);
  EXPECT_EQ(read(), ok);
  power_on({.settings = kept.content});
  device->dte_opened(now);
  EXPECT_EQ(type("AT\r"), ok);
}

TEST_F(modem, asks_for_the_end_of_the_process_once_when_a_command_must_not_be_missing) {
  config.settings.unknown_command = UnknownCommand::exit;
  config.settings.echo = false;
  power_on();
  device->dte_opened(now);
  EXPECT_EQ(type("AT+NOSUCH=1\r"), "\r\nERROR\r\n");
  const auto action = device->next_action();
  ASSERT_TRUE(action && std::holds_alternative<EndProcess>(*action));
  EXPECT_EQ(std::get<EndProcess>(*action).command, "+NOSUCH");
  (void)type("AT+NEITHER\r");
  EXPECT_FALSE(device->next_action());
}

TEST_F(modem, closes_its_links_at_a_reset_and_writes_what_the_dte_has_not_read) {
  config.settings.boot_lines = "RDY";
  config.settings.boot_delay = 2s;
  power_on();
  device->dte_opened(now);
  EXPECT_EQ(pass(2s), "\r\nRDY\r\n");
  go_online_after_boot();
  EXPECT_EQ(device->receive("AT+CRESET\r", now), 10U);
  const std::string rest =
      "\r\nOK\r\n\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n\r\n+CMQTTCONNLOST: 0,3\r\n"
      "\r\n+CMQTTNONET\r\n";
  EXPECT_EQ(device->dte_output(), rest);
  device->dte_written(3, now);
  EXPECT_EQ(device->dte_output(), rest.substr(3));
  const auto action = device->next_action();
  ASSERT_TRUE(action && std::holds_alternative<CloseLink>(*action));
  EXPECT_FALSE(device->next_action());
  EXPECT_FALSE(device->is_quiet());
  EXPECT_EQ(device->deadline(), now + 2s);
  EXPECT_EQ(pass(2s), rest.substr(3) + "\r\nRDY\r\n");
  EXPECT_TRUE(device->is_quiet());
}

TEST_F(modem, can_be_moved) {
  power_on();
  device->dte_opened(now);
  Modem other(std::move(*device));
  (void)other.receive("AT\r", now);
  EXPECT_EQ(other.dte_output(), "AT\r" + std::string(ok));
}

}  // namespace
}  // namespace atmqtt
