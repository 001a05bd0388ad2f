#include "modem/command_reference.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool has_line(const std::string& text, std::string_view line) {
  for (const std::string& candidate : lines_of(text)) {
    if (candidate == line) return true;
  }
  return false;
}

const std::string markdown = command_reference(Settings{}, true);

TEST(command_reference, is_a_table_in_markdown) {
  const auto lines = lines_of(markdown);
  ASSERT_GT(lines.size(), 2U);
  EXPECT_EQ(lines[0], "| Command | Values | Source |");
  EXPECT_EQ(lines[1], "|---|---|---|");
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.starts_with('|') && line.ends_with('|')) << line;
  }
}

TEST(command_reference, begins_with_the_chapter_in_its_order) {
  std::size_t last = 0;
  for (int number = 1601; number <= 1617; ++number) {
    const std::size_t place = markdown.find("| F" + std::to_string(number) + " |");
    ASSERT_NE(place, std::string::npos) << number;
    EXPECT_GT(place, last) << number;
    last = place;
  }
}

TEST(command_reference, shows_every_form_of_a_command) {
  EXPECT_TRUE(has_line(markdown, "| `AT+CMQTTSTART` |  | F1601 |"));
  EXPECT_TRUE(has_line(markdown, "| `AT+CMQTTREL=?` |  | F1604 |"));
  EXPECT_TRUE(has_line(markdown, "| `AT+CMQTTREL?` |  | F1604 |"));
  EXPECT_TRUE(has_line(markdown, "| `AT+CMQTTREL=<client_index>` | client_index (0-1) | F1604 |"));
}

TEST(command_reference, brackets_what_may_be_left_out) {
  EXPECT_TRUE(has_line(
      markdown,
      "| `AT+CMQTTACCQ=<client_index>,\"<clientID>\"[,<server_type>[,<mqtt_version>]]` | "
      "client_index (0-1), clientID (1-128), server_type (0-1), mqtt_version (3-4) | F1603 |"));
  EXPECT_TRUE(has_line(markdown,
                       "| `AT+CMQTTDISC=<client_index>,<timeout>` | client_index (0-1), "
                       "timeout (0,60-180) | F1608 |"));
}

TEST(command_reference, says_where_data_follows) {
  EXPECT_TRUE(has_line(markdown,
                       "| `AT+CMQTTTOPIC=<client_index>,<req_length>, then data` | client_index "
                       "(0-1), req_length (1-1024) | F1610 |"));
}

TEST(command_reference, shows_each_option_by_its_keyword) {
  EXPECT_TRUE(has_line(markdown,
                       "| `AT+CMQTTCFG=\"checkUTF8\",<client_index>,<checkUTF8_flag>` | "
                       "client_index (0-1), checkUTF8_flag (0-1) | F1617 |"));
}

TEST(command_reference, shows_basic_commands_with_a_number) {
  EXPECT_TRUE(has_line(markdown, "| `ATE[<value>]` | value (0-1) | V.250 6.2.4 |"));
  EXPECT_NE(markdown.find("| `ATS<n>=[<value>]` |"), std::string::npos);
  EXPECT_NE(markdown.find("| `ATS<n>?` |"), std::string::npos);
  EXPECT_NE(markdown.find("| `AT+CGMI` |"), std::string::npos);
}

TEST(command_reference, shows_what_the_settings_give_and_nothing_else) {
  Settings settings;
  settings.pub_timeout_min = 1;
  settings.cfg_argtopic = true;
  settings.accq_takes_version = false;
  settings.subtopic = false;
  const std::string text = command_reference(settings, true);
  EXPECT_TRUE(has_line(text,
                       "| `AT+CMQTTPUB=<client_index>,<qos>,<pub_timeout>[,<retained>[,<dup>]]` | "
                       "client_index (0-1), qos (0-2), pub_timeout (1-180), retained (0-1), "
                       "dup (0-1) | F1612 |"));
  EXPECT_TRUE(has_line(text,
                       "| `AT+CMQTTSUB=<client_index>,\"<topic>\",<qos>` | client_index (0-1), "
                       "topic (1-500), qos (0-2) | F1614 |"));
  EXPECT_TRUE(has_line(text,
                       "| `AT+CMQTTACCQ=<client_index>,\"<clientID>\"[,<server_type>]` | "
                       "client_index (0-1), clientID (1-128), server_type (0-1) | F1603 |"));
  EXPECT_EQ(text.find("SUBTOPIC"), std::string::npos);
  EXPECT_EQ(markdown.find("argtopic"), std::string::npos);
}

TEST(command_reference, quotes_only_what_is_typed_in_quotes) {
  EXPECT_NE(markdown.find("`AT+CSSLCFG=\"ciphersuites\",<ssl_ctx_index>,<ciphersuites>`"),
            std::string::npos);
}

TEST(command_reference, is_the_same_in_plain_text) {
  const std::string plain = command_reference(Settings{}, false);
  EXPECT_EQ(lines_of(plain).size() + 2, lines_of(markdown).size());
  EXPECT_EQ(plain.find('|'), std::string::npos);
  EXPECT_TRUE(plain.starts_with("AT+CMQTTSTART "));
}

}  // namespace
}  // namespace atmqtt
