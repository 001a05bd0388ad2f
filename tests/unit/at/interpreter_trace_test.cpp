#include "at/interpreter.hpp"
#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

/// What an observer is told of the line, and what it must not be told.
namespace atmqtt::at {
namespace {

using test::ToyLine;

TEST(interpreter_trace, traces_both_sides_of_the_line) {
  ToyLine line;
  (void)line.type("at+toyset=0, 1 ,\"x\ty\"\rhello\rAT+TOYSET?;E0\rAT+TOYDATA=0,3\ra\r\n");
  EXPECT_EQ(line.observer.lines(),
            (std::vector<std::string>{"> AT+toyset=0,1,\"x\\ty\"", "< OK", "> AT+TOYSET?;E0",
                                      "< +TOYSET: 0,1", "< +TOYSET: 1,2", "< OK",
                                      "> AT+TOYDATA=0,3", "< >", "> a\\r\\n", "< OK"}));
}

TEST(interpreter_trace, tells_no_secret_of_a_command_or_of_data) {
  ToyLine line;
  (void)line.type("AT+TOYSECRET=\"name\",\"hunter2\"\r");
  (void)line.type("AT+TOYSECRET=\"name\",\"hunter2\",\"hunter2\"\r");
  (void)line.type("AT+TOYSECRET=name,hunter2\r");
  (void)line.type("AT+TOYSECRET=\"name\",\"hunter2\r");
  (void)line.type("AT+TOYSECRE=\"name\",\"hunter2\"\r");
  (void)line.type("AT+TOYSECRET \"name\",\"hunter2\"\r");
  (void)line.type("AT+TOYDO;+TOYSECRT=\"hunter2\"\r");
  (void)line.type("AT+TOYSET=0,1,\"x\";+TOYSECRET=\"name\",\"hunter2\"\r");
  (void)line.type("AT+TOYOPTION=\"beta\",\"name\",\"hunter2\"\r");
  (void)line.type("AT+TOYOPTION=\"bета\",\"name\",\"hunter2\"\r");
  (void)line.type("ATE\"hunter2\"\rhunter2\r");
  (void)line.type("AT+TOYDIARY=0,7\rhunter2");
  EXPECT_FALSE(line.observer.has_heard("hunter"));
  EXPECT_TRUE(line.observer.has_heard("> AT+TOYSECRET=\"name\",\"***\""));
  EXPECT_TRUE(line.observer.has_heard("> AT+TOYSET=0,1,\"x\";+TOYSECRET=\"name\",\"***\""));
  EXPECT_TRUE(line.observer.has_heard("> (7 octets, masked)"));
}

TEST(interpreter_trace, tells_nothing_of_what_may_be_the_rest_of_secret_data) {
  ToyLine line;
  (void)line.type("AT+TOYDIARY=0,7\rhunter2\r\nAThunter3\r\nATZhunter4\rAT+hunter5\r");
  EXPECT_FALSE(line.observer.has_heard("hunter"));
  EXPECT_TRUE(line.observer.has_heard("> ***"));
  (void)line.type("AT+TOYDO\rAT+TOYD0\r");
  EXPECT_TRUE(line.observer.has_heard("> AT+TOYDO"));
  EXPECT_TRUE(line.observer.has_heard("> AT+TOYD0")) << "a command was understood in between";
}

TEST(interpreter_trace, tells_nothing_of_lines_to_an_observer_that_is_not_tracing) {
  ToyLine line;
  line.observer.set_tracing(false);
  (void)line.type(
      "AT+TOYDO\rAT+TOYDATA=0,3\rabc"
      "AT+TOYLATER\r");
  EXPECT_TRUE(line.observer.lines().empty());
}

}  // namespace
}  // namespace atmqtt::at
