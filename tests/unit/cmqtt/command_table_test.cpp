#include "cmqtt/command_table.hpp"

#include "bench.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

/// Grammar and ranges of the chapter's 17 commands.
namespace atmqtt::cmqtt {
namespace {

using test::Bench;
using test::error;
using test::ok;
using test::refused;
using test::text;

TEST(command_table, has_the_17_commands_in_the_order_of_the_chapter) {
  constexpr std::string_view names[] = {
      "START", "STOP",    "ACCQ", "REL",      "SSLCFG", "WILLTOPIC",  "WILLMSG", "DISC", "CONNECT",
      "TOPIC", "PAYLOAD", "PUB",  "SUBTOPIC", "SUB",    "UNSUBTOPIC", "UNSUB",   "CFG"};
  ASSERT_EQ(chapter().size(), std::size(names));
  for (std::size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(chapter()[i].name, "+CMQTT" + std::string(names[i]));
    EXPECT_EQ(chapter()[i].source, "F" + std::to_string(1601 + i));
  }
}

TEST(command_table, gives_the_test_answers_of_the_chapter_in_any_state) {
  const std::pair<std::string_view, std::string_view> answers[] = {
      {"ACCQ", "(0-1),(1-128),(0-1),(3-4)"},
      {"REL", "(0-1)"},
      {"SSLCFG", "(0,1),(0-9)"},
      {"WILLTOPIC", "(0-1),(1-1024)"},
      {"WILLMSG", "(0-1),(1-1024),(0-2)"},
      {"DISC", "(0-1),(0,60-180)"},
      {"CONNECT", "(0-1),(9-256),(1-64800),(0-1)"},
      {"TOPIC", "(0-1),(1-1024)"},
      {"PAYLOAD", "(0-1),(1-10240)"},
      {"PUB", "(0-1),(0-2),(60-180),(0-1),(0-1)"},
      {"SUBTOPIC", "(0-1),(1-1024),(0-2)"},
      {"SUB", "(0-1),(1-1024),(0-2),(0-1)"},
      {"UNSUBTOPIC", "(0-1),(1-1024)"},
      {"UNSUB", "(0-1),(1-1024),(0-1)"},
  };
  for (const bool is_started : {false, true}) {
    Bench bench;
    if (is_started) bench.start_and_acquire();
    for (const auto& [name, ranges] : answers) {
      const std::string command = "+CMQTT" + std::string(name);
      EXPECT_EQ(bench.at(command + "=?"),
                text(command + ": " + std::string(ranges)) + std::string(ok));
    }
    EXPECT_EQ(bench.at("+CMQTTCFG=?"),
              "\r\n+CMQTTCFG: \"checkUTF8\",(0-1),(0-1)\r\n"
              "+CMQTTCFG: \"optimeout\",(0-1),(20-120)\r\n" +
                  std::string(ok));
  }
}

TEST(command_table, has_no_forms_that_the_chapter_does_not_list) {
  Bench bench;
  bench.go_online();
  for (const std::string_view command :
       {"START=?",  "START?",     "START=1",     "STOP=?",    "STOP?",      "STOP=1",
        "ACCQ",     "REL",        "SSLCFG",      "WILLTOPIC", "WILLTOPIC?", "WILLMSG",
        "WILLMSG?", "DISC",       "CONNECT",     "TOPIC",     "TOPIC?",     "PAYLOAD",
        "PAYLOAD?", "PUB",        "PUB?",        "SUBTOPIC",  "SUBTOPIC?",  "SUB",
        "SUB?",     "UNSUBTOPIC", "UNSUBTOPIC?", "UNSUB",     "UNSUB?",     "CFG"}) {
    EXPECT_EQ(bench.at("+CMQTT" + std::string(command)), error) << command;
  }
}

TEST(command_table, gives_read_forms_only_after_start) {
  Bench bench;
  for (const std::string_view name : {"ACCQ", "REL", "SSLCFG", "DISC", "CONNECT", "CFG"}) {
    EXPECT_EQ(bench.at("+CMQTT" + std::string(name) + "?"), error) << name;
  }
  (void)bench.at("+CMQTTSTART");
  for (const std::string_view name : {"ACCQ", "REL", "SSLCFG", "DISC", "CONNECT", "CFG"}) {
    EXPECT_TRUE(bench.at("+CMQTT" + std::string(name) + "?").ends_with(ok)) << name;
  }
}

/// The outcome of a command with client 0 acquired or connected: "ok", "prompt", the code of its
/// refusal, or "error".
std::string outcome(bool is_online, const std::string& command, bool is_strict = false) {
  Settings settings;
  settings.strict = is_strict;
  Bench bench(settings);
  bench.start_and_acquire();
  if (is_online) bench.connect();
  const std::string answer = bench.at("+CMQTT" + command);
  if (answer == "\r\n>") return "prompt";
  if (answer == error) return "error";
  const std::size_t comma = answer.find(',');
  if (answer.ends_with(error))
    return answer.substr(comma + 1, answer.find('\r', comma) - comma - 1);
  return answer.starts_with(ok) ? "ok" : answer;
}

struct Row {
  const char* command;
  const char* outcome;
};

TEST(command_table, checks_both_ends_of_each_range_before_a_connection) {
  const Row rows[] = {
      {"ACCQ=1,\"\"", "22"},
      {"ACCQ=1,\"x\",2", "12"},
      {"ACCQ=1,\"x\",1", "ok"},
      {"ACCQ=1,\"x\",0,2", "12"},
      {"ACCQ=1,\"x\",0,3", "ok"},
      {"ACCQ=1,\"x\",0,4", "ok"},
      {"ACCQ=1,\"x\",0,5", "12"},
      {"ACCQ=2,\"x\"", "10"},
      {"SSLCFG=0,9", "ok"},
      {"SSLCFG=0,10", "error"},
      {"SSLCFG=2,0", "error"},
      {"WILLTOPIC=0,0", "22"},
      {"WILLTOPIC=0,1", "prompt"},
      {"WILLTOPIC=0,1024", "prompt"},
      {"WILLTOPIC=0,1025", "22"},
      {"WILLTOPIC=2,1", "10"},
      {"WILLTOPIC=1,1", "20"},
      {"WILLMSG=0,0,0", "22"},
      {"WILLMSG=0,1024,2", "prompt"},
      {"WILLMSG=0,1025,0", "22"},
      {"WILLMSG=0,1,3", "12"},
      {"WILLMSG=0,1", "error"},
      {"CONNECT=0,\"tcp://b\",0,1", "22"},
      {"CONNECT=0,\"tcp://br\",0,1", "22"},
      {"CONNECT=0,\"tcp://bro\",0,1", "12"},
      {"CONNECT=0,\"tcp://bro\",1,1", "ok"},
      {"CONNECT=0,\"tcp://bro\",64800,1", "ok"},
      {"CONNECT=0,\"tcp://bro\",64801,1", "12"},
      {"CONNECT=0,\"tcp://bro\",60,2", "12"},
      {"CONNECT=0,\"ssl://bro\",60,1", "12"},
      {"CONNECT=2,\"tcp://bro\",60,1", "10"},
      {"CONNECT=1,\"tcp://bro\",60,1", "20"},
      {"CONNECT=0,tcp://broker,60,1", "error"},
      {"CONNECT=0,\"tcp://bro\",60,1,user,\"p\"", "error"},
      {"CONNECT=0,\"tcp://bro\",60,1,\"user\",pass", "error"},
      {"CONNECT=0,\"tcp://bro\"", "error"},
      {"CONNECT=0,\"tcp://bro\",-1,1", "error"},
      {"TOPIC=0,9999", "11"},
      {"PUB=0,9,9", "11"},
      {"SUB=0,0,9", "11"},
      {"DISC=0,5", "11"},
      {"REL=2", "10"},
      {"REL=0", "ok"},
      {"REL=1", "ok"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(false, row.command), row.outcome) << row.command;
}

TEST(command_table, checks_both_ends_of_each_range_on_a_connection) {
  const Row rows[] = {
      {"TOPIC=0,0", "22"},
      {"TOPIC=0,1", "prompt"},
      {"TOPIC=0,1024", "prompt"},
      {"TOPIC=0,1025", "22"},
      {"TOPIC=0", "error"},
      {"TOPIC=0,\"1\"", "error"},
      {"PAYLOAD=0,0", "22"},
      {"PAYLOAD=0,1", "prompt"},
      {"PAYLOAD=0,10240", "prompt"},
      {"PAYLOAD=0,10241", "22"},
      {"PUB=0,3,60", "12"},
      {"PUB=0,0,59", "12"},
      {"PUB=0,0,181", "12"},
      {"PUB=0,2,180", "18"},
      {"PUB=0,0,60,2", "12"},
      {"PUB=0,0,60,1,2", "12"},
      {"PUB=0,0,60,1,1", "18"},
      {"PUB=0,0,60,1,1,1", "error"},
      {"PUB=0,0", "error"},
      {"PUB=0,\"t\",60", "12"},
      {"SUBTOPIC=0,0,0", "22"},
      {"SUBTOPIC=0,1024,2", "prompt"},
      {"SUBTOPIC=0,1025,0", "22"},
      {"SUBTOPIC=0,1,3", "12"},
      {"SUB=0", "18"},
      {"SUB=0,0", "18"},
      {"SUB=0,1", "18"},
      {"SUB=0,2", "12"},
      {"SUB=0,0,0", "22"},
      {"SUB=0,1024,2", "prompt"},
      {"SUB=0,1025,0", "22"},
      {"SUB=0,1,3", "12"},
      {"SUB=0,1,1,1", "prompt"},
      {"SUB=0,1,1,2", "12"},
      {"SUB=0,\"a/b\",1", "12"},
      {"SUB=0,\"a/b\"", "12"},
      {"SUB=\"0\"", "12"},
      {"SUB=0,1,1,1,1", "error"},
      {"UNSUBTOPIC=0,0", "22"},
      {"UNSUBTOPIC=0,1024", "prompt"},
      {"UNSUBTOPIC=0,1025", "22"},
      {"UNSUB=0,0", "18"},
      {"UNSUB=0,1", "18"},
      {"UNSUB=0,1,0", "prompt"},
      {"UNSUB=0,0,0", "22"},
      {"UNSUB=0,1024,1", "prompt"},
      {"UNSUB=0,1025,0", "22"},
      {"UNSUB=0,1,2", "12"},
      {"UNSUB=0,\"a\",0", "12"},
      {"DISC=0,0", "ok"},
      {"DISC=0,1", "12"},
      {"DISC=0,59", "12"},
      {"DISC=0,60", "ok"},
      {"DISC=0,180", "ok"},
      {"DISC=0,181", "12"},
      {"DISC=2,0", "10"},
      {"CONNECT=0,\"x\",0,9", "13"},
      {"REL=0", "14"},
      {"ACCQ=0,\"x\"", "19"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(true, row.command), row.outcome) << row.command;
}

TEST(command_table, is_lenient_unless_strict) {
  struct Lenient {
    bool is_online;
    const char* command;
    const char* lenient;
    const char* strict;
  };
  const Lenient rows[] = {
      {true, "DISC=0", "ok", "error"},
      {true, "DISC=0,", "ok", "error"},
      {false, "CONNECT=0,\"tcp://bro\",60", "ok", "error"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,", "ok", "error"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,,", "ok", "error"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,\"\",\"\"", "ok", "22"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,\"user\",\"\"", "ok", "22"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,\"user\"", "ok", "ok"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,\"\",\"p\"", "12", "22"},
      {false, "CONNECT=0,\"tcp://bro\",60,1,,\"p\"", "12", "error"},
      {false, "ACCQ=1,dev", "ok", "error"},
      {true, "UNSUB=0", "18", "error"},
      {true, "UNSUB=0,2", "prompt", "12"},
      {true, "UNSUB=0,1024", "prompt", "12"},
      {true, "UNSUB=0,1025", "22", "12"},
      {false, "REL=0,1,2", "ok", "error"},
  };
  for (const Lenient& row : rows) {
    EXPECT_EQ(outcome(row.is_online, row.command), row.lenient) << row.command;
    EXPECT_EQ(outcome(row.is_online, row.command, true), row.strict) << row.command << " (strict)";
  }
}

TEST(command_table, takes_lengths_of_strings_to_their_ends) {
  const std::string host(250, 'h');
  EXPECT_EQ(outcome(false, "CONNECT=0,\"tcp://" + host + "\",60,1"), "ok");
  EXPECT_EQ(outcome(false, "CONNECT=0,\"tcp://" + host + "h\",60,1"), "22");
  const std::string longest(256, 'u');
  const std::string connect = "CONNECT=0,\"tcp://bro\",60,1,\"";
  EXPECT_EQ(outcome(false, connect + longest + "\",\"" + longest + "\""), "ok");
  EXPECT_EQ(outcome(false, connect + longest + "u\",\"p\""), "22");
  EXPECT_EQ(outcome(false, connect + "u\",\"" + longest + "p\""), "22");
  EXPECT_EQ(outcome(false, "ACCQ=1,\"" + std::string(128, 'c') + "\""), "ok");
  EXPECT_EQ(outcome(false, "ACCQ=1,\"" + std::string(129, 'c') + "\""), "22");
}

TEST(command_table, reads_options_without_regard_to_case_and_blanks) {
  Bench bench;
  bench.start_and_acquire();
  EXPECT_EQ(bench.at("+CMQTTCFG=\"CHECKutf8\",0,0"), ok);
  EXPECT_EQ(bench.at("+CMQTTCFG=\" optimeout \",0,20"), ok);
  EXPECT_EQ(bench.at("+CMQTTCFG?"),
            "\r\n+CMQTTCFG: 0,0,20\r\n+CMQTTCFG: 1,1,120\r\n" + std::string(ok));
  EXPECT_EQ(bench.at("+CMQTTCFG=\"unknown\",0,1"), error);
  EXPECT_EQ(bench.at("+CMQTTCFG=checkUTF8,0,1"), error);
  EXPECT_EQ(bench.at("+CMQTTCFG=\"optimeout\",0"), error);
}

TEST(command_table, tells_no_secret_of_connect_and_aliauth) {
  Bench bench;
  bench.start_and_acquire();
  (void)bench.at("+CMQTTCFG=\"aliauth\",0,\"pk\",\"dn\",\"hunter2\"");
  (void)bench.at("+CMQTTCFG=\"aliauth\",0,\"pk\",\"dn\",\"hunter2\",\"hunter2\"");
  (void)bench.at("+CMQTTCFG=\"aliauht\",0,\"pk\",\"dn\",\"hunter2\"");
  (void)bench.at("+CMQTTCFG=aliauth,0,pk,dn,hunter2");
  (void)bench.at("+CMQTTCONNEC=0,\"tcp://b\",60,1,\"u\",\"hunter2\"");
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://b\",60,1,\"u\",hunter2");
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://b\",60,1,\"u\",\"hunter2");
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://b\",60,1,\"u\",\"a\",\"hunter2\"");
  (void)bench.enter("+CMQTTWILLMSG=0,7,0", "hunter2");
  (void)bench.at("+CMQTTCFG=\"aliauth\",1,\"pk\",\"dn\",\"hunter2\"");
  (void)bench.at("+CMQTTCONNECT=0,\"tcp://broker\",60,1,\"u\",\"hunter2\"");
  (void)bench.on_link(0, LinkOpened{});
  (void)bench.sent();
  (void)bench.receive(0, "20 02 00 00");
  EXPECT_TRUE(bench.at("+CMQTTCONNECT?").find("hunter2") != std::string::npos);
  EXPECT_FALSE(bench.observer.has_heard("hunter"));
}

TEST(command_table, masks_secrets_that_have_slipped_out_of_their_places) {
  Bench bench;
  bench.start_and_acquire();
  for (const std::string_view command : {
           "+CMQTTCONNECT=\"tcp://abc\",60,1,\"user\",\"SECRET\"",
           "+CMQTTCONNECT=0,\"tcp://abc\",60,\"user\",\"SECRET\"",
           "+CMQTTCONNECT=0,\"tcp://abc\",\"user\",\"SECRET\"",
           "+CMQTTCONNECT=0,tcp://abc,60,1,\"user\";SECRET",
           "+CMQTTCONNECT=0,\"tcp://user:SECRET@abc\",60,1",
           "+CMQTTCFG=\"aliauth\",\"pk\",\"dn\",\"SECRET\"",
           "+CMQTTCFG=\"aliauth\",0,\"pk\",\"SECRET\"",
       }) {
    (void)bench.at(command);
    EXPECT_FALSE(bench.observer.has_heard("SECRET")) << command;
  }
}

}  // namespace
}  // namespace atmqtt::cmqtt
