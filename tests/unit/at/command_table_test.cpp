#include "at/command_table.hpp"

#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

namespace atmqtt::at {
namespace {

using test::ToyLine;

class command_table : public testing::Test {
 protected:
  /// The command and form that the values choose, as `name form`, `name -` without a form.
  std::string selected(std::string line, bool is_strict = false) {
    std::string_view rest = line;
    const auto parsed = take_command(rest);
    EXPECT_TRUE(parsed);
    const auto selection = table.select(*parsed, is_strict);
    if (!selection) return "nothing";
    return std::string(table.name(*selection)) +
           (selection->form ? ' ' + std::to_string(*selection->form) : " -");
  }

  template <class Ask>
  auto ask(std::string line, Ask question) {
    std::string_view rest = line;
    const auto parsed = take_command(rest);
    const auto selection = table.select(*parsed, false);
    return question(*selection, parsed->form);
  }

  ToyLine line;
  CommandTable<test::Toy> table{test::toy_commands, line.toy};
};

TEST_F(command_table, finds_a_command_by_its_whole_name) {
  EXPECT_EQ(selected("+TOYDO"), "+TOYDO -");
  EXPECT_EQ(selected("+toyDO"), "+TOYDO -");
  EXPECT_EQ(selected("+TOYD"), "nothing");
  EXPECT_EQ(selected("+TOYDOS"), "nothing");
}

TEST_F(command_table, chooses_a_form_by_the_number_of_values) {
  EXPECT_EQ(selected("+TOYSET=1,2"), "+TOYSET 0");
  EXPECT_EQ(selected("+TOYSET=1,2,\"a\""), "+TOYSET 0");
  EXPECT_EQ(selected("+TOYSET=1"), "+TOYSET -");
  EXPECT_EQ(selected("+TOYSET=1,2,3,4"), "+TOYSET -");
}

TEST_F(command_table, chooses_a_form_by_its_keyword) {
  EXPECT_EQ(selected("+TOYOPTION=\"Alpha\",1"), "+TOYOPTION 0");
  EXPECT_EQ(selected("+TOYOPTION=\"BETA\",1"), "+TOYOPTION 1");
  EXPECT_EQ(selected("+TOYOPTION=\"  alpha  \",1"), "+TOYOPTION 0");
  EXPECT_EQ(selected("+TOYOPTION=\"alpha\""), "+TOYOPTION 0") << "its values are checked later";
  EXPECT_EQ(selected("+TOYOPTION=alpha,1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION=\"al pha\",1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION=\"\",1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION="), "+TOYOPTION -");
}

TEST_F(command_table, hands_the_values_behind_the_keyword_on) {
  EXPECT_EQ(line.type("AT+TOYOPTION=\"alpha\",3\rAT+TOYOPTION=\"beta\",\"a\",\"b\"\r"),
            "\r\nOK\r\n\r\nOK\r\n");
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"alpha 3", "beta b"}));
  EXPECT_EQ(line.type("AT+TOYOPTION=\"alpha\"\rAT+TOYOPTION=\"gamma\",1\r"),
            "\r\nERROR\r\n\r\nERROR\r\n");
}

TEST_F(command_table, leaves_the_prefix_out_of_short_names) {
  const auto short_name = [this](Selection selection, Form) { return table.short_name(selection); };
  EXPECT_EQ(ask("+TOYSET?", short_name), "SET");
}

TEST_F(command_table, knows_which_forms_take_data) {
  const auto takes = [this](Selection s, Form form) { return table.takes_data(s, form); };
  EXPECT_TRUE(ask("+TOYDATA=0,1", takes));
  EXPECT_TRUE(ask("+TOYDATA=0", takes)) << "a host may send data that it has mistyped";
  EXPECT_FALSE(ask("+TOYDATA=?", takes));
  EXPECT_FALSE(ask("+TOYSET=0,1", takes));
  EXPECT_FALSE(ask("+TOYSET=0", takes));
  EXPECT_FALSE(ask("+TOYDO=1", takes));
}

TEST_F(command_table, knows_which_forms_stand_last) {
  const auto last = [this](Selection s, Form form) { return table.stands_last(s, form); };
  EXPECT_TRUE(ask("+TOYDATA=0,1", last));
  EXPECT_FALSE(ask("+TOYDATA=?", last));
  EXPECT_TRUE(ask("+TOYLATER", last));
  EXPECT_FALSE(ask("+TOYLATER?", last));
  EXPECT_FALSE(ask("+TOYSET=0,1", last));
}

TEST_F(command_table, knows_which_values_are_secret) {
  const auto is_secret = [this](std::size_t argument) {
    return [this, argument](Selection s, Form) { return table.is_secret(s, argument); };
  };
  EXPECT_FALSE(ask("+TOYSECRET=\"a\",\"b\"", is_secret(0)));
  EXPECT_TRUE(ask("+TOYSECRET=\"a\",\"b\"", is_secret(1)));
  EXPECT_TRUE(ask("+TOYSECRET=\"a\",\"b\"", is_secret(2))) << "it may be a piece of one";
  EXPECT_TRUE(ask("+TOYSECRET=\"a\"", is_secret(0))) << "nothing is known without a form";
  EXPECT_FALSE(ask("+TOYOPTION=\"beta\",\"a\",\"b\"", is_secret(0)));
  EXPECT_FALSE(ask("+TOYOPTION=\"beta\",\"a\",\"b\"", is_secret(1)));
  EXPECT_TRUE(ask("+TOYOPTION=\"beta\",\"a\",\"b\"", is_secret(2)));
}

TEST_F(command_table, checks_syntax_then_state_then_ranges) {
  line.toy.is_open = false;
  EXPECT_EQ(line.type("AT+TOYSET=9,x\r"), "\r\nERROR\r\n");
  EXPECT_EQ(line.type("AT+TOYSET=9,999\r"), "\r\n+TOYSET: 9,9\r\n\r\nERROR\r\n");
  EXPECT_EQ(line.type("AT+TOYDATA=0,9999\r"), "\r\n+TOYDATA: 0,9\r\n\r\nERROR\r\n");
  line.toy.is_open = true;
  EXPECT_EQ(line.type("AT+TOYSET=9,999\r"), "\r\n+TOYSET: 9,12\r\n\r\nERROR\r\n");
  EXPECT_TRUE(line.toy.calls.empty()) << "a refused command does nothing";
}

TEST_F(command_table, answers_test_forms_in_any_state_and_read_forms_not) {
  line.toy.is_open = false;
  EXPECT_EQ(line.type("AT+TOYSET=?\r"), "\r\n+TOYSET: (0-1),(0-255),(0-8)\r\n\r\nOK\r\n");
  EXPECT_EQ(line.type("AT+TOYSET?\r"), "\r\nERROR\r\n");
}

TEST_F(command_table, describes_itself) {
  const auto texts = table.texts();
  ASSERT_EQ(texts.size(), std::size(test::toy_commands));
  EXPECT_EQ(texts[0].name, "+TOYDO");
  EXPECT_EQ(texts[0].source, "T1");
  EXPECT_TRUE(texts[0].has_execute);
  EXPECT_FALSE(texts[0].has_read || texts[0].has_test);
  EXPECT_TRUE(texts[0].write.empty());
  EXPECT_TRUE(texts[1].has_read && texts[1].has_test);
  ASSERT_EQ(texts[1].write.size(), 1U);
  ASSERT_EQ(texts[1].write[0].parameters.size(), 3U);
  EXPECT_EQ(texts[1].write[0].parameters[1].name, "value");
  EXPECT_EQ(texts[1].write[0].parameters[1].ranges.text(), "(0-255)");
  EXPECT_TRUE(texts[1].write[0].parameters[2].is_string);
  EXPECT_TRUE(texts[2].write[0].takes_data);
  EXPECT_EQ(texts.back().write[1].keyword, "beta");
}

}  // namespace
}  // namespace atmqtt::at
