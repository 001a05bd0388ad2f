#include "at/command_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at {
namespace {

/// A command as `name form(values)`, values as `bare`, `"quoted"` or `-` when empty.
std::string text_of(const ParsedCommand& command) {
  constexpr std::string_view forms[] = {"execute", "test", "read", "write"};
  std::string text(command.name);
  text.append(" ").append(forms[static_cast<std::size_t>(command.form)]).append("(");
  for (const Argument& argument : command.arguments.all()) {
    if (text.back() != '(') text += ' ';
    switch (argument.kind) {
      case Argument::Kind::empty: text += '-'; break;
      case Argument::Kind::bare: text += argument.text; break;
      case Argument::Kind::quoted: text.append("\"").append(argument.text).append("\""); break;
    }
  }
  return text + ')';
}

/// All commands of a line; the last is the reason when one cannot be taken.
std::vector<std::string> commands_of(std::string_view line) {
  std::vector<std::string> texts;
  while (!line.empty()) {
    const auto command = take_command(line);
    if (!command) {
      texts.emplace_back(command.error());
      break;
    }
    texts.push_back(text_of(*command));
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(command_parser, tells_the_four_forms_apart) {
  EXPECT_EQ(commands_of("+X"), Texts{"+X execute()"});
  EXPECT_EQ(commands_of("+X=?"), Texts{"+X test()"});
  EXPECT_EQ(commands_of("+X?"), Texts{"+X read()"});
  EXPECT_EQ(commands_of("+X=1"), Texts{"+X write(1)"});
}

TEST(command_parser, takes_other_signs_for_a_plus_only_where_they_may_be) {
  for (const std::string_view line : {"#X=1;E0", "$X=1;E0"}) {
    std::string_view rest = line;
    EXPECT_FALSE(take_command(rest)) << line;
    rest = line;
    const auto command = take_command(rest, true);
    ASSERT_TRUE(command) << line;
    EXPECT_EQ(rest, "E0");
    EXPECT_TRUE(command->is_called("+x"));
    EXPECT_FALSE(command->is_called("x"));
    EXPECT_FALSE(command->is_called("+XY"));
  }
  std::string_view rest = "%X";
  EXPECT_FALSE(take_command(rest, true));
}

TEST(command_parser, knows_basic_commands_by_their_letters) {
  std::string_view rest = "&f";
  EXPECT_TRUE(take_command(rest)->is_called("&F"));
  rest = "e0";
  EXPECT_TRUE(take_command(rest)->is_called("E"));
  rest = "S3?";
  EXPECT_TRUE(take_command(rest)->is_called("S?"));
}

TEST(command_parser, takes_every_character_that_a_name_may_have) {
  EXPECT_EQ(commands_of("+aZ09!%-./:_=1"), Texts{"+aZ09!%-./:_ write(1)"});
}

TEST(command_parser, refuses_what_is_neither_name_nor_value) {
  const Texts reason{"the name is not followed by = or ?"};
  EXPECT_EQ(commands_of("+X\"a\""), reason);
  EXPECT_EQ(commands_of("+X??"), reason);
  EXPECT_EQ(commands_of("+X?1"), reason);
  EXPECT_EQ(commands_of("+X,1"), reason);
  EXPECT_EQ(commands_of("+X\xFF"), reason);
  EXPECT_EQ(commands_of("+X="), Texts{"+X write(-)"});
  EXPECT_EQ(commands_of("+X=?1"), Texts{"+X write(?1)"});
}

TEST(command_parser, takes_values_bare_quoted_and_empty) {
  EXPECT_EQ(commands_of("+X=1,\"a\",,\"\",b,"), Texts{"+X write(1 \"a\" - \"\" b -)"});
}

TEST(command_parser, keeps_separators_inside_of_quotes) {
  EXPECT_EQ(commands_of("+X=\"a,b;c=d?\",1"), Texts{"+X write(\"a,b;c=d?\" 1)"});
}

TEST(command_parser, refuses_a_quote_that_is_not_closed) {
  EXPECT_EQ(commands_of("+X=\"a"), Texts{"a quote is not closed"});
  EXPECT_EQ(commands_of("+X=\"a;+Y"), Texts{"a quote is not closed"});
  EXPECT_EQ(commands_of("+X=\"a\",\""), Texts{"a quote is not closed"});
}

TEST(command_parser, refuses_a_quote_inside_a_value) {
  const Texts reason{"a quote stands inside a value"};
  EXPECT_EQ(commands_of("+X=a\"b\""), reason);
  EXPECT_EQ(commands_of("+X=\"a\"b"), reason);
  EXPECT_EQ(commands_of("+X=\"a\"\"b\""), reason);
}

TEST(command_parser, takes_as_many_values_as_there_is_room_for) {
  std::string line = "+X=1";
  for (std::size_t i = 1; i < Arguments::count_max; ++i) line += ",1";
  std::string_view rest = line;
  EXPECT_EQ(take_command(rest)->arguments.count(), Arguments::count_max);
  EXPECT_EQ(commands_of(line + ",1"), Texts{"there are too many values"});
}

TEST(command_parser, leaves_the_rest_of_the_line) {
  std::string_view line = "+X=1;+Y?";
  const auto first = take_command(line);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->text, "+X=1");
  EXPECT_EQ(line, "+Y?");
  const auto second = take_command(line);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->text, "+Y?");
  EXPECT_EQ(line, "");
}

TEST(command_parser, takes_a_semicolon_at_the_end_for_nothing) {
  EXPECT_EQ(commands_of("+X;"), Texts{"+X execute()"});
  EXPECT_EQ(commands_of("+X;;"), (Texts{"+X execute()", "no command begins so"}));
  EXPECT_EQ(commands_of(";+X"), Texts{"no command begins so"});
}

TEST(command_parser, takes_basic_commands_one_after_the_other) {
  EXPECT_EQ(commands_of("E1Q0v&F0&C1Z+X;E0"),
            (Texts{"E write(1)", "Q write(0)", "v write()", "&F write(0)", "&C write(1)",
                   "Z write()", "+X execute()", "E write(0)"}));
  EXPECT_EQ(commands_of("E0;+X"), (Texts{"E write(0)", "+X execute()"}));
}

TEST(command_parser, takes_s_parameters) {
  EXPECT_EQ(commands_of("S3=13s4?S5="), (Texts{"S= write(3 13)", "S? write(4)", "S= write(5 -)"}));
  EXPECT_EQ(commands_of("S3=13S4=10;+X"),
            (Texts{"S= write(3 13)", "S= write(4 10)", "+X execute()"}));
  EXPECT_EQ(commands_of("S=1"), Texts{"S= write(- 1)"});
  EXPECT_EQ(commands_of("S3"), Texts{"an S-parameter is not followed by = or ?"});
  EXPECT_EQ(commands_of("S"), Texts{"an S-parameter is not followed by = or ?"});
  EXPECT_EQ(commands_of("S3=-1"), (Texts{"S= write(3 -)", "no command begins so"}));
}

TEST(command_parser, refuses_what_begins_no_command) {
  for (const std::string_view line : {"1", "\"", "&", "&1", "=", "?", "\xFF", "#X"}) {
    EXPECT_EQ(commands_of(line), Texts{"no command begins so"}) << line;
  }
}

TEST(command_parser, comes_to_an_end_with_every_octet_at_every_place) {
  const std::string_view line = "E1+X=1,\"a\";S3=1";
  for (int value = 0; value < 256; ++value) {
    for (std::size_t place = 0; place <= line.size(); ++place) {
      std::string changed(line);
      changed.insert(place, 1, static_cast<char>(value));
      EXPECT_FALSE(commands_of(changed).empty());
    }
  }
}

TEST(command_parser, compares_names_without_regard_to_the_case_of_ascii) {
  EXPECT_TRUE(equals_ignoring_case("+cmqttPub", "+CMQTTPUB"));
  EXPECT_FALSE(equals_ignoring_case("+CMQTTPUB", "+CMQTTPU"));
  EXPECT_FALSE(equals_ignoring_case("\xE4", "\xC4"));
  EXPECT_TRUE(equals_ignoring_case("", ""));
}

}  // namespace
}  // namespace atmqtt::at
