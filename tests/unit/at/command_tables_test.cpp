#include "at/command_tables.hpp"

#include "toy_line.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

namespace atmqtt::at {
namespace {

using test::ToyLine;

class command_tables : public testing::Test {
 protected:
  /// The command and form that the values choose, as `name form`, `name -` without a form.
  std::string selected(std::string line) {
    std::string_view rest = line;
    const auto parsed = take_command(rest);
    EXPECT_TRUE(parsed);
    const auto selection = table.select(*parsed);
    if (!selection) return "nothing";
    return std::string(table.name(*selection)) +
           (selection->form ? ' ' + std::to_string(*selection->form) : " -");
  }

  template <class Ask>
  auto ask(std::string line, Ask question) {
    std::string_view rest = line;
    const auto parsed = take_command(rest);
    const auto selection = table.select(*parsed);
    return question(*selection, parsed->form);
  }

  /// What the host reads of a module with these settings.
  static std::string answer(Settings settings, const std::string& command) {
    settings.echo = false;
    return ToyLine(std::move(settings)).type("AT" + command + "\r");
  }

  ToyLine line;
  Settings settings;
  CommandTables<test::Toy> table{test::toy_tables, line.toy, settings};
};

TEST_F(command_tables, finds_a_command_by_its_whole_name) {
  EXPECT_EQ(selected("+TOYDO"), "+TOYDO -");
  EXPECT_EQ(selected("+toyDO"), "+TOYDO -");
  EXPECT_EQ(selected("+TOYD"), "nothing");
  EXPECT_EQ(selected("+TOYDOS"), "nothing");
}

TEST_F(command_tables, chooses_a_form_by_the_number_of_values) {
  EXPECT_EQ(selected("+TOYSET=1,2"), "+TOYSET 0");
  EXPECT_EQ(selected("+TOYSET=1,2,\"a\""), "+TOYSET 0");
  EXPECT_EQ(selected("+TOYSET=1"), "+TOYSET -");
  EXPECT_EQ(selected("+TOYSET=1,2,3,4"), "+TOYSET -");
}

TEST_F(command_tables, chooses_a_form_by_its_keyword) {
  EXPECT_EQ(selected("+TOYOPTION=\"Alpha\",1"), "+TOYOPTION 0");
  EXPECT_EQ(selected("+TOYOPTION=\"BETA\",1"), "+TOYOPTION 1");
  EXPECT_EQ(selected("+TOYOPTION=\"  alpha  \",1"), "+TOYOPTION 0");
  EXPECT_EQ(selected("+TOYOPTION=\"alpha\""), "+TOYOPTION 0") << "its values are checked later";
  EXPECT_EQ(selected("+TOYOPTION=alpha,1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION=\"al pha\",1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION=\"\",1"), "+TOYOPTION -");
  EXPECT_EQ(selected("+TOYOPTION="), "+TOYOPTION -");
}

TEST_F(command_tables, hands_the_values_behind_the_keyword_on) {
  EXPECT_EQ(line.type("AT+TOYOPTION=\"alpha\",3\rAT+TOYOPTION=\"beta\",\"a\",\"b\"\r"),
            "\r\nOK\r\n\r\nOK\r\n");
  EXPECT_EQ(line.toy.calls, (std::vector<std::string>{"alpha 3", "beta b"}));
  EXPECT_EQ(line.type("AT+TOYOPTION=\"alpha\"\rAT+TOYOPTION=\"gamma\",1\r"),
            "\r\nERROR\r\n\r\nERROR\r\n");
}

TEST_F(command_tables, leaves_the_prefix_out_of_short_names) {
  const auto short_name = [this](Selection selection, Form) { return table.short_name(selection); };
  EXPECT_EQ(ask("+TOYSET?", short_name), "SET");
}

TEST_F(command_tables, knows_which_forms_take_data) {
  const auto takes = [this](Selection s, Form form) { return table.takes_data(s, form); };
  EXPECT_TRUE(ask("+TOYDATA=0,1", takes));
  EXPECT_TRUE(ask("+TOYDATA=0", takes)) << "a host may send data that it has mistyped";
  EXPECT_FALSE(ask("+TOYDATA=?", takes));
  EXPECT_FALSE(ask("+TOYSET=0,1", takes));
  EXPECT_FALSE(ask("+TOYSET=0", takes));
  EXPECT_FALSE(ask("+TOYDO=1", takes));
}

TEST_F(command_tables, knows_which_forms_stand_last) {
  const auto last = [this](Selection s, Form form) { return table.stands_last(s, form); };
  EXPECT_TRUE(ask("+TOYDATA=0,1", last));
  EXPECT_FALSE(ask("+TOYDATA=?", last));
  EXPECT_TRUE(ask("+TOYLATER", last));
  EXPECT_FALSE(ask("+TOYLATER?", last));
  EXPECT_FALSE(ask("+TOYSET=0,1", last));
}

TEST_F(command_tables, knows_which_values_are_secret) {
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

TEST_F(command_tables, checks_syntax_then_state_then_ranges) {
  line.toy.is_open = false;
  EXPECT_EQ(line.type("AT+TOYSET=9,x\r"), "\r\nERROR\r\n");
  EXPECT_EQ(line.type("AT+TOYSET=9,999\r"), "\r\n+TOYSET: 9,9\r\n\r\nERROR\r\n");
  EXPECT_EQ(line.type("AT+TOYDATA=0,9999\r"), "\r\n+TOYDATA: 0,9\r\n\r\nERROR\r\n");
  line.toy.is_open = true;
  EXPECT_EQ(line.type("AT+TOYSET=9,999\r"), "\r\n+TOYSET: 9,12\r\n\r\nERROR\r\n");
  EXPECT_TRUE(line.toy.calls.empty()) << "a refused command does nothing";
}

TEST_F(command_tables, answers_test_forms_in_any_state_and_read_forms_not) {
  line.toy.is_open = false;
  EXPECT_EQ(line.type("AT+TOYSET=?\r"), "\r\n+TOYSET: (0-1),(0-255),(0-8)\r\n\r\nOK\r\n");
  EXPECT_EQ(line.type("AT+TOYSET?\r"), "\r\nERROR\r\n");
}

TEST_F(command_tables, has_a_command_only_where_its_setting_gives_it) {
  for (const std::string form : {"", "=?", "=1"}) {
    EXPECT_EQ(answer({}, "+TOYEXTRA" + form), "\r\nERROR\r\n") << form;
  }
  EXPECT_EQ(selected("+TOYEXTRA"), "nothing");
  settings.rel_result = true;
  EXPECT_EQ(selected("+TOYEXTRA=1"), "+TOYEXTRA 0");
  EXPECT_EQ(answer(settings, "+TOYEXTRA=?"), "\r\n+TOYEXTRA: (1-3)\r\n\r\nOK\r\n");
}

TEST_F(command_tables, has_a_form_only_where_its_setting_gives_it) {
  EXPECT_EQ(selected("+TOYCHANGING=1"), "+TOYCHANGING -");
  EXPECT_EQ(answer({}, "+TOYCHANGING?"), "\r\nERROR\r\n");
  EXPECT_EQ(answer({}, "+TOYCHANGING=?"), "\r\nERROR\r\n") << "there is nothing to test";
  EXPECT_EQ(answer({}, "+TOYCHANGING"), "\r\nOK\r\n");
  settings.rel_result = true;
  EXPECT_EQ(selected("+TOYCHANGING=1"), "+TOYCHANGING 0");
  EXPECT_EQ(selected("+TOYCHANGING=1,2"), "+TOYCHANGING -");
  EXPECT_EQ(answer(settings, "+TOYCHANGING?"), "\r\n+TOYSET: 0,1\r\n+TOYSET: 1,2\r\n\r\nOK\r\n");
  EXPECT_EQ(answer(settings, "+TOYCHANGING=?"), "\r\n+TOYCHANGING: (1-9)\r\n\r\nOK\r\n");
  settings.tls_legacy = true;
  settings.certificate_name_max = 7;
  EXPECT_EQ(selected("+TOYCHANGING=1,2"), "+TOYCHANGING 0");
  EXPECT_EQ(answer(settings, "+TOYCHANGING=?"), "\r\n+TOYCHANGING: (1-9),(0-7)\r\n\r\nOK\r\n");
  settings.test_brackets = true;
  EXPECT_EQ(answer(settings, "+TOYCHANGING=?"), "\r\n+TOYCHANGING: (1-9)[,(0-7)]\r\n\r\nOK\r\n");
}

TEST_F(command_tables, describes_only_what_is_there) {
  const std::size_t count = table.texts().size();
  settings.rel_result = true;
  settings.certificate_name_max = 7;
  const auto texts = table.texts();
  ASSERT_EQ(texts.size(), count + 1);
  EXPECT_EQ(texts.back().name, "+TOYEXTRA");
  const CommandText& changing = texts[texts.size() - 2];
  EXPECT_TRUE(changing.has_read && changing.has_test);
  ASSERT_EQ(changing.write.size(), 1U);
  EXPECT_EQ(changing.write[0].parameters.size(), 1U);
  settings.tls_legacy = true;
  ASSERT_EQ(table.texts()[count - 1].write[0].parameters.size(), 2U);
  EXPECT_EQ(table.texts()[count - 1].write[0].parameters[1].ranges.text(), "(0-7)");
}

TEST_F(command_tables, lets_what_the_values_mean_choose_between_forms_of_as_many) {
  EXPECT_EQ(selected("+TOYMEANT=1"), "+TOYMEANT 0");
  EXPECT_EQ(selected("+TOYMEANT=3"), "+TOYMEANT 1");
  line.toy.is_open = false;
  EXPECT_EQ(selected("+TOYMEANT=3"), "+TOYMEANT 0") << "the service has a say in it";
}

TEST_F(command_tables, describes_itself) {
  const auto texts = table.texts();
  ASSERT_EQ(texts.size(), std::size(test::toy_commands) - 1) << "one is of other modules";
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
  EXPECT_TRUE(texts[1].write[0].parameters[2].is_quoted);
  EXPECT_TRUE(texts[2].write[0].takes_data);
  EXPECT_EQ(texts[8].write[1].keyword, "beta");
}

}  // namespace
}  // namespace atmqtt::at
