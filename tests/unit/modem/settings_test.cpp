#include "modem/settings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt {
namespace {

constexpr std::string_view flag = "true or false";
constexpr std::string_view answer = "ok, error or a code from 1 to 35";
constexpr std::string_view orders = "one of ok_first, result_first, result_first_when_online";

std::string number(std::string_view low, std::string_view high) {
  return "a number from " + std::string(low) + " to " + std::string(high);
}

std::string period(std::string_view high, std::string_view unit) {
  return "a time from 0 to " + std::string(high) + " (units us, ms, s, min; without one " +
         std::string(unit) + ")";
}

std::string octets(std::string_view high) {
  return "a text of up to " + std::string(high) + " octets (escapes \\r \\n \\t \\0 \\\\ \\xNN)";
}

/// What one row of the table promises.
struct Promise {
  std::string_view key;
  std::string value;    ///< the default, which is that of sim8200
  std::string other;    ///< another value, as value_of() writes it
  std::string refused;  ///< a value that is not allowed
  std::string allowed;
};

const std::vector<Promise> promises = {
    {"prompt.octets", R"(\r\n>)", R"(\r\n>\r\n)", std::string(17, 'x'), octets("16")},
    {"prompt.timeout", "60s", "3600s", "3601s", period("3600s", "s")},
    {"echo", "true", "false", "yes", std::string(flag)},
    {"unknown.command", "error", "exit", "fail", "one of error, ok, exit"},
    {"cmee", "2", "0", "3", number("0", "2")},
    {"echo.data", "follows_ate", "off", "on", "one of follows_ate, off"},
    {"strict", "false", "true", "", std::string(flag)},
    {"sign.any", "false", "true", "maybe", std::string(flag)},
    {"test.brackets", "false", "true", "maybe", std::string(flag)},
    {"urc.typing_hold", "1s", "60s", "61s", period("60s", "s")},
    {"urc.gap", "5ms", "10000ms", "10001ms", period("10000ms", "ms")},
    {"start.order", "ok_first", "result_first_when_online", "ok", std::string(orders)},
    {"start.needed", "9", "error", "36", std::string(answer)},
    {"start.cid", "false", "true", "1-15", std::string(flag)},
    {"start.repeated", "23", "error", "36", std::string(answer)},
    {"stop.order", "ok_first", "result_first", "first", std::string(orders)},
    {"stop.stopped", "9", "ok", "0", std::string(answer)},
    {"stop.acquired", "21", "19", "-1", std::string(answer)},
    {"accq.repeated", "19", "1", "x", std::string(answer)},
    {"accq.takes_version", "true", "false", "4", std::string(flag)},
    {"accq.version", "4", "3", "5", number("3", "4")},
    {"rel.free", "ok", "20", "OK", std::string(answer)},
    {"rel.result", "false", "true", "2", std::string(flag)},
    {"connect.ok_after_tcp", "false", "true", "True", std::string(flag)},
    {"connect.read", "whole", "address", "nothing", "one of whole, address"},
    {"disc.timeout_min", "60", "1", "0", number("1", "60")},
    {"disc.timeout_err", "17", "35", "36", number("1", "35")},
    {"pub.timeout_min", "60", "1", "61", number("1", "60")},
    {"number.quoted", "12", "error", "1.0", std::string(answer)},
    {"subtopic", "true", "false", "10", std::string(flag)},
    {"sub.read", "false", "true", "maybe", std::string(flag)},
    {"ping.urc", "true", "false", "maybe", std::string(flag)},
    {"subtopic.count_max", "0", "5120", "5121", number("0", "5120")},
    {"cfg.refusal_ok", "true", "false", "-", std::string(flag)},
    {"cfg.test_whole", "false", "true", "maybe", std::string(flag)},
    {"cfg.aliauth", "true", "false", "maybe", std::string(flag)},
    {"cfg.acturc", "true", "false", "maybe", std::string(flag)},
    {"cfg.version", "false", "true", "3", std::string(flag)},
    {"cfg.argtopic", "false", "true", "maybe", std::string(flag)},
    {"cfg.cid", "false", "true", "2", std::string(flag)},
    {"rx.payload_chunk", "1500", "1", "0", number("1", "1048576")},
    {"rx.topic_chunk", "1024", "65535", "65536", number("1", "65535")},
    {"rx.size_max", "262144", "0", "16777217", number("0", "16777216")},
    {"rx.hold_max", "5s", "600s", "601s", period("600s", "s")},
    {"rx.between_ok_and_result", "false", "true", "yes", std::string(flag)},
    {"tls.check_name", "true", "false", "maybe", std::string(flag)},
    {"tls.legacy", "false", "true", "maybe", std::string(flag)},
    {"certificate.name_max", "128", "55", "256", number("5", "255")},
    {"certificate.move", "false", "true", "maybe", std::string(flag)},
    {"csslcfg.tls13", "false", "true", "maybe", std::string(flag)},
    {"csslcfg.password", "false", "true", "maybe", std::string(flag)},
    {"csslcfg.keypwd", "true", "false", "maybe", std::string(flag)},
    {"csslcfg.ciphersuites", "two", "all", "0xFFFF", "one of none, two, all"},
    {"csslcfg.ignorecertCN", "false", "true", "maybe", std::string(flag)},
    {"csslcfg.use_tickets", "false", "true", "maybe", std::string(flag)},
    {"dte.absent", "keep", "drop", "lose", "one of keep, drop"},
    {"aliauth.id", "", "id", std::string(65, 'x'), octets("64")},
    {"aliauth.securemode", "0", "-2", "-3", number("-2", "8")},
    {"aliauth.signmethod", "hmacsha1", "hmacsha256", "sha1",
     "one of hmacmd5, hmacsha1, hmacsha256"},
    {"aliauth.timestamp", "", "789", std::string(33, '1'), octets("32")},
    {"id.manufacturer", "SIMCOM INCORPORATED", "INCORPORATED", std::string(65, 'x'), octets("64")},
    {"id.model", "SIMCOM_SIM8200EA-M2", "A7670E-FASE", std::string(65, 'x'), octets("64")},
    {"id.revision", "LE20B03SIM8200M44A", "R", std::string(65, 'x'), octets("64")},
    {"id.imei", "867584030000017", "260531793113837", "260531793113838",
     "15 digits, the last of them the check digit"},
    {"id.ati",
     R"(Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nIMEI: {imei}\n)"
     R"(+GCAP: +CGSM,+FCLASS,+DS)",
     "{model}", std::string(513, 'x'), octets("512")},
    {"id.simcomati", "", "{revision}", std::string(513, 'x'), octets("512")},
    {"boot.lines", "", R"(RDY\nPB DONE)", std::string(513, 'x'), octets("512")},
    {"boot.delay", "0s", "600s", "601s", period("600s", "s")},
    {"boot.sim_delay", "0s", "600s", "601s", period("600s", "s")},
    {"boot.sim_wait", "busy", "failure", "absent", "one of busy, failure"},
    {"boot.read_delay", "0s", "600s", "601s", period("600s", "s")},
    {"boot.on_open", "false", "true", "maybe", std::string(flag)},
    {"net.apn", "internet", "", std::string(101, 'x'), octets("100")},
    {"net.pdp_type", "IP", "IPV4V6", "X25", "one of IP, PPP, IPV6, IPV4V6"},
    {"net.cid_max", "24", "15", "25", number("1", "24")},
    {"net.cid_far_max", "179", "99", "98", number("99", "179")},
    {"net.operator_contexts", "true", "false", "maybe", std::string(flag)},
    {"net.address", "10.0.0.2", "100.111.74.74", "100.111.74",
     "4 numbers from 0 to 255 with dots between them"},
    {"net.address6", "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2", "254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1",
     "10.0.0.2", "16 numbers from 0 to 255 with dots between them"},
    {"net.event_lines", "false", "true", "maybe", std::string(flag)},
    {"net.zone", "0", "-96", "97", number("-96", "96")},
    {"ping.count_max", "100", "5", "3", number("4", "100")},
    {"ntp.source", "system", "server", "gps", "one of system, server"},
    {"ntp.server", "pool.ntp.org", "", std::string(256, 'x'), octets("255")},
    {"ntp.port", "123", "65535", "0", number("1", "65535")},
    {"ntp.zone", "0", "96", "-97", number("-96", "96")},
    {"power.off_time", "5s", "86400s", "86401s", period("86400s", "s")},
    {"cfun.max", "7", "8", "9", number("7", "8")},
    {"cfun.urcs_first", "false", "true", "maybe", std::string(flag)},
    {"sim.state", "ready", "absent", "locked", "one of ready, pin, puk, absent"},
    {"sim.pin", "1234", "12345678", "123", "4 to 8 digits"},
    {"sim.puk", "12345678", "87654321", "1234567", "8 digits"},
    {"sim.imsi", "001010123456789", "460001234567890", "46000", "6 to 15 digits"},
    {"sim.iccid", "89001010000000000018", "8949010000000000016", "89001010000000000017",
     "19 to 20 digits, the last of them the check digit"},
    {"radio.registration", "home", "none", "away", "one of home, roaming, denied, none"},
    {"radio.registration_delay", "0s", "600s", "601s", period("600s", "s")},
    {"radio.rssi", "23", "31", "32", number("0", "31")},
    {"radio.rat", "lte", "gsm", "nr", "one of lte, wcdma, gsm"},
    {"radio.operator", "Test Network", "CHINA MOBILE", std::string(33, 'x'), octets("32")},
    {"radio.mcc", "001", "460", "46", "3 digits"},
    {"radio.mnc", "01", "001", "1", "2 to 3 digits"},
    {"radio.tac", "13116", "65535", "65536", number("0", "65535")},
    {"radio.ci", "39589680", "268435455", "268435456", number("0", "268435455")},
    {"radio.band", "3", "88", "89", number("1", "88")},
    {"radio.channel", "1350", "262143", "262144", number("0", "262143")},
    {"cops.format", "0", "2", "3", number("0", "2")},
    {"cpsi.units", "tenths", "decibel", "dB", "one of tenths, index, decibel"},
    {"power.voltage", "3800", "4500", "4501", number("3000", "4500")},
    {"power.temperature", "30", "-40", "-41", number("-40", "120")},
    {"network.lost_lines", "+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY", "", std::string(513, 'x'),
     octets("512")},
};

const Setting& row(std::string_view key) {
  for (const Setting& setting : settings()) {
    if (setting.key == key) return setting;
  }
  ADD_FAILURE() << "there is no row " << key;
  return settings().front();
}

std::string value_in(const Settings& settings, std::string_view key) {
  return value_of(row(key), settings);
}

TEST(settings, has_each_row_that_is_promised_and_no_other) {
  std::set<std::string_view> rows;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(rows.insert(setting.key).second) << setting.key << " has two rows";
    EXPECT_FALSE(setting.text.empty()) << setting.key;
  }
  std::set<std::string_view> promised;
  for (const Promise& promise : promises) promised.insert(promise.key);
  EXPECT_EQ(rows, promised);
}

TEST(settings, has_the_defaults_of_the_chapter) {
  for (const Promise& promise : promises) {
    EXPECT_EQ(value_in(Settings{}, promise.key), promise.value) << promise.key;
  }
}

TEST(settings, takes_each_value_that_it_writes) {
  for (const Promise& promise : promises) {
    for (const std::string& value : {promise.other, promise.value}) {
      Settings changed;
      ASSERT_TRUE(set(changed, promise.key, value)) << promise.key << '=' << value;
      EXPECT_EQ(value_in(changed, promise.key), value) << promise.key;
    }
  }
}

TEST(settings, changes_one_setting_and_no_other) {
  for (const Promise& promise : promises) {
    Settings changed;
    ASSERT_TRUE(set(changed, promise.key, promise.other));
    for (const Promise& another : promises) {
      if (another.key == promise.key) continue;
      EXPECT_EQ(value_in(changed, another.key), another.value)
          << promise.key << " has changed " << another.key;
    }
  }
}

TEST(settings, refuses_a_value_with_a_sentence_that_names_what_is_allowed) {
  for (const Promise& promise : promises) {
    EXPECT_EQ(allowed(row(promise.key)), promise.allowed) << promise.key;
    Settings changed;
    const auto result = set(changed, promise.key, promise.refused);
    ASSERT_FALSE(result) << promise.key;
    EXPECT_EQ(result.error(), "the setting " + std::string(promise.key) + " is " + promise.allowed +
                                  ", not '" + promise.refused + "'");
    EXPECT_EQ(value_in(changed, promise.key), promise.value) << "a refused value changes nothing";
  }
}

TEST(settings, takes_flags_in_three_ways) {
  for (const std::string_view value : {"true", "on", "1"}) {
    Settings changed;
    ASSERT_TRUE(set(changed, "strict", value));
    EXPECT_TRUE(changed.strict) << value;
  }
  for (const std::string_view value : {"false", "off", "0"}) {
    Settings changed;
    changed.strict = true;
    ASSERT_TRUE(set(changed, "strict", value));
    EXPECT_FALSE(changed.strict) << value;
  }
}

TEST(settings, takes_times_with_and_without_a_unit) {
  using namespace std::chrono_literals;
  const std::pair<std::string_view, Duration> times[] = {
      {"7", 7s},    {"7s", 7s},     {"0", 0s},     {"700ms", 700ms},
      {"7us", 7us}, {"2min", 2min}, {"60min", 1h}, {"3600000ms", 1h}};
  for (const auto& [text, time] : times) {
    Settings changed;
    ASSERT_TRUE(set(changed, "prompt.timeout", text)) << text;
    EXPECT_EQ(changed.prompt_timeout, time) << text;
  }
  for (const std::string_view text : {"", "s", "-1", "-1s", "+1s", "1 s", "1h", "1.5s", "1ss",
                                      "61min", "9223372036854775807", "9223372036854775808"}) {
    Settings changed;
    EXPECT_FALSE(set(changed, "prompt.timeout", text)) << text;
  }
}

TEST(settings, writes_times_in_a_unit_that_loses_nothing) {
  for (const std::string_view text : {"60s", "1500ms", "1500001us", "0s"}) {
    Settings changed;
    ASSERT_TRUE(set(changed, "prompt.timeout", text));
    EXPECT_EQ(value_in(changed, "prompt.timeout"), text);
  }
}

TEST(settings, takes_numbers_only_as_whole_decimal_numbers) {
  for (const std::string_view text :
       {"", " 1", "1 ", "+1", "0x1", "1.0", "1,5", "99999999999999999999"}) {
    Settings changed;
    EXPECT_FALSE(set(changed, "rx.payload_chunk", text)) << text;
  }
}

TEST(settings, takes_texts_with_escapes) {
  Settings changed;
  ASSERT_TRUE(set(changed, "prompt.octets", R"(\x3E\0\\)"));
  EXPECT_EQ(changed.prompt_octets, std::string(">\0\\", 3));
  EXPECT_FALSE(set(changed, "prompt.octets", R"(\q)"));
  EXPECT_TRUE(set(changed, "prompt.octets", ""));
  EXPECT_EQ(changed.prompt_octets, "");
}

TEST(settings, counts_the_octets_of_a_text_and_not_its_escapes) {
  Settings changed;
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += "\\xFF";
  EXPECT_TRUE(set(changed, "prompt.octets", sixteen));
  EXPECT_FALSE(set(changed, "prompt.octets", sixteen + "\\xFF"));
}

TEST(settings, names_its_neighbours_when_there_is_no_such_key) {
  Settings changed;
  EXPECT_EQ(set(changed, "stop.repeated", "1").error(),
            "there is no setting 'stop.repeated'; there is stop.order, stop.stopped, "
            "stop.acquired");
  EXPECT_EQ(set(changed, "nonsense", "1").error(),
            "there is no setting 'nonsense'; `atmqtt profiles --show sim8200` lists all");
  EXPECT_FALSE(set(changed, "", "1"));
  EXPECT_FALSE(set(changed, "Strict", "1"));
}

}  // namespace
}  // namespace atmqtt
