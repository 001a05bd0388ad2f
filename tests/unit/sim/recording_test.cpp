#include "sim/recording.hpp"

#include "sim/dialogue.hpp"
#include "support/feeds.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace atmqtt::sim {
namespace {

constexpr RxChunks chunks = {.topic = 8, .payload = 4};

/// What is described must read back as the same octets.
void expect_description(const std::string& octets, const std::string& lines) {
  EXPECT_EQ(describe_output(octets, chunks), lines);
  if (octets.empty()) return;
  const auto dialogue = parse_dialogue("d.at", lines);
  ASSERT_TRUE(dialogue) << dialogue.error();
  std::string rest = octets;
  for (const Step& step : dialogue->steps) {
    if (const auto* message = std::get_if<ExpectMessage>(&step.what)) {
      const std::string group = rx_group(message->client, message->topic, message->payload, chunks);
      ASSERT_TRUE(rest.starts_with(group)) << lines;
      rest.erase(0, group.size());
      continue;
    }
    const auto* output = std::get_if<ExpectOutput>(&step.what);
    ASSERT_NE(output, nullptr) << lines;
    const auto match = output->pattern.match(rest);
    ASSERT_EQ(match.kind, Pattern::Match::Kind::complete) << lines;
    rest.erase(0, match.size);
  }
  EXPECT_EQ(rest, "") << lines;
}

TEST(recording, has_a_line_for_each_line_of_an_answer) {
  expect_description("", "");
  expect_description("\r\nOK\r\n", "< OK\n");
  expect_description("\r\n+CMQTTDISC: 0,1\r\n+CMQTTDISC: 1,1\r\n\r\nOK\r\n",
                     "< +CMQTTDISC: 0,1\n<+ +CMQTTDISC: 1,1\n< OK\n");
  expect_description("\r\n{\"a\":1}\r\n", "< \\{\"a\":1}\n");
}

TEST(recording, knows_prompts) {
  expect_description("\r\n>", "< >\n");
  expect_description("\r\n>\r\nOK\r\n", "< >\n< OK\n");
  expect_description("\r\n>\r\n", "<< \\r\\n>\n<< \\r\\n\n");
  expect_description("\r\n> ", "<< \\r\\n>\\x20\n");
}

TEST(recording, writes_octets_raw_where_no_line_fits) {
  expect_description("AT\r\r\nOK\r\n", "<< AT\\r\n< OK\n");
  expect_description("\r\nblank \r\n", "<< \\r\\nblank\\x20\n<< \\r\\n\n");
  expect_description("\r\nO", "<< \\r\\nO\n");
  expect_description("a{n}\xFF", "<< a\\{n}\\xFF\n");
}

TEST(recording, loses_no_octet) {
  const std::string all = support::every_octet();
  for (const std::string& octets : {all, "\r\n" + all + "\r\n", all + all, std::string("\r\n\r\n"),
                                    std::string("\n\r\n>\r\n\r")}) {
    const std::string lines = describe_output(octets, chunks);
    expect_description(octets, lines);
  }
}

TEST(recording, writes_a_message_in_one_line_if_it_was_cut_as_expected) {
  expect_description(rx_group(1, "a/b", "hello \"x\"", chunks),
                     "<rx 1 \"a/b\" \"hello \\x22x\\x22\"\n");
  expect_description(rx_group(0, "a", "", chunks) + "\r\nOK\r\n", "<rx 0 \"a\" \"\"\n< OK\n");
  const std::string otherwise = rx_group(0, "a", "xy", {.topic = 8, .payload = 1});
  expect_description(otherwise,
                     "< +CMQTTRXSTART: 0,1,2\n<+ +CMQTTRXTOPIC: 0,1\n<+ a\n"
                     "<+ +CMQTTRXPAYLOAD: 0,1\n<+ x\n<+ +CMQTTRXPAYLOAD: 0,1\n<+ y\n"
                     "<+ +CMQTTRXEND: 0\n");
  const std::string group = rx_group(0, "topic", std::string("\r\n\0\r\n", 5), chunks);
  for (std::size_t size = 0; size < group.size(); ++size) {
    expect_description(group.substr(0, size), describe_output(group.substr(0, size), chunks));
  }
}

TEST(recording, puts_placeholders_where_values_vary) {
  expect_description("\r\n+CSQ: 21,99\r\n", "< +CSQ: {n},{n}\n");
  expect_description("\r\n+CCLK: \"26/11/24,21:54:02+00\"\r\n", "< +CCLK: \"{any}\"\n");
  expect_description("\r\n+CSQ: 21\r\n", "< +CSQ: 21\n");
}

TEST(recording, knows_the_forms_of_atv0) {
  expect_description("0\r", "<< 0\\r\n");
  expect_description("+CSQ: 21,99\r\n0\r", "<+ +CSQ: {n},{n}\n<< 0\\r\n");
  expect_description("+CCLK: \"26/11/24,21:54:02+00\"\r\n0\r", "<+ +CCLK: \"{any}\"\n<< 0\\r\n");
  expect_description("0\r+CMQTTSTART: 0\r\n", "<< 0\\r\n<+ +CMQTTSTART: 0\n");
  expect_description("+CMQTTDISC: 0,1\r\n+CMQTTDISC: 1,1\r\n4\r",
                     "<+ +CMQTTDISC: 0,1\n<+ +CMQTTDISC: 1,1\n<< 4\\r\n");
  expect_description("\r\n>0\r", "<< \\r\\n>0\\r\n");
  expect_description("7\r\n0\r\r\nOK\r\n", "<+ 7\n<< 0\\r\n< OK\n");
}

TEST(recording, keeps_the_order_of_what_happens) {
  Recording recording(chunks);
  recording.receive("\r\nRD");
  recording.receive("Y\r\n");
  recording.type_line("AT+CMQTTTOPIC=0,3");
  EXPECT_EQ(recording.take_text(), "< RDY\n> AT+CMQTTTOPIC=0,3\n");
  recording.receive("\r\n>");
  recording.enter_data("a \n ");
  recording.receive("\r\nOK\r\n");
  recording.wait(std::chrono::milliseconds(7900));
  recording.receive("\r\n+CMQTTCONNLOST: 0,1\r\n");
  EXPECT_EQ(recording.take_text(), "< >\n>> a \\n\\x20\n< OK\n! wait 7900ms\n");
  recording.wait(std::chrono::seconds(7));
  EXPECT_EQ(recording.take_text(), "< +CMQTTCONNLOST: 0,1\n! wait 7s\n");
  recording.receive("\r\nOK\r\n");
  EXPECT_EQ(recording.take_text(), "");
  recording.end_output();
  EXPECT_EQ(recording.take_text(), "< OK\n");
  EXPECT_EQ(recording.take_text(), "");
}

TEST(recording, types_what_no_line_can_hold_as_octets) {
  Recording recording(chunks);
  recording.type_line("");
  recording.type_line("AT ");
  recording.type_line("A\x08T");
  EXPECT_EQ(recording.take_text(), ">\n>| AT \\r\n>| A\\x08T\\r\n");
}

}  // namespace
}  // namespace atmqtt::sim
