#include "app/command_line.hpp"

#include "base/nearest.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::app {
namespace {

/// Refuses an empty value, as it comes from a variable of a script that is not set: it must be
/// taken neither for the default nor, as the parser would, for a sign that the value is the next
/// argument.
Failure empty_value(const CLI::Option& option, std::string_view hint) {
  const std::string& allowed = option.get_option_text();
  return bad_usage(option.get_name() + " '': must " +
                   (allowed.empty() ? "not be empty" : "be " + allowed) + std::string(hint));
}

/// A text for the second column of the help, in lines of a width that most terminals have.
std::string wrapped(std::string_view text) {
  constexpr std::size_t width = 66;
  std::string lines;
  while (text.size() > width) {
    const std::size_t blank = text.rfind(' ', width);
    if (blank == std::string_view::npos) break;
    lines.append(text.substr(0, blank)).append("\n");
    text.remove_prefix(blank + 1);
  }
  return lines.append(text);
}

/// What the parser prints, with one empty line where it puts two.
std::string help_of(const CLI::App& app) {
  std::string help = app.help();
  for (std::size_t place = 0; (place = help.find("\n\n\n", place)) != std::string::npos;) {
    help.erase(place, 1);
  }
  return help;
}

/// What is wrong with an argument that no option has taken. The value of a mistyped option is not
/// shown: it may be a password.
std::string not_expected(const CLI::App& app, std::string_view argument) {
  if (!argument.starts_with('-')) return fmt::format("{}: not expected", shown(argument));
  const std::string_view name = argument.substr(0, argument.find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) known.push_back(option->get_name());
  const std::vector<std::string_view> names(known.begin(), known.end());
  const std::string_view meant = nearest(name, names);
  return meant.empty() ? fmt::format("{}: unknown option", name)
                       : fmt::format("{}: unknown option, perhaps {} is meant", name, meant);
}

/// An option whose value may be left out, and then only '=' tells that there is one.
bool has_optional_value(const CLI::Option& option) {
  return option.get_expected_min() == 0 && !option.get_disable_flag_override();
}

/// Refuses what the parser would misread: a value behind '=' that is empty or has no business
/// there, and one that should stand behind '='.
tl::expected<void, Failure> check_before_parsing(const CLI::App& app, Arguments arguments,
                                                 std::string_view hint) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const std::size_t equals = argument.find('=');
    if (!argument.starts_with("--")) continue;
    const std::string name(argument.substr(0, equals));
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) continue;
    if (equals == std::string_view::npos) {
      const std::string_view next = i + 1 < arguments.size() ? arguments[i + 1] : "-";
      if (!has_optional_value(*option) || next.empty() || next.starts_with('-')) continue;
      return refusal(fmt::format("{0} {1}: a value stands behind '=' here, {0}={1}", name, next));
    }
    const std::string_view value = argument.substr(equals + 1);
    if (option->get_disable_flag_override()) {
      return refusal(fmt::format("{} {}: takes no value", name, shown(value)));
    }
    if (value.empty()) return tl::unexpected(empty_value(*option, hint));
  }
  return {};
}

/// Refuses what the parser has taken and no option allows.
tl::expected<void, Failure> check_parsed(const CLI::App& app, std::string_view hint) {
  if (const auto extra = app.remaining(); !extra.empty()) {
    return refusal(not_expected(app, extra.front()) + std::string(hint));
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (value.empty()) return tl::unexpected(empty_value(*option, hint));
    }
  }
  return {};
}

}  // namespace

tl::expected<std::optional<std::string>, Failure> run_parser(CLI::App& app, Arguments arguments,
                                                             std::string_view hint) {
  app.get_help_ptr()->disable_flag_override();
  if (auto checked = check_before_parsing(app, arguments, hint); !checked) {
    return tl::unexpected(checked.error());
  }
  // Left to check_parsed(), because the parser does not look when help or version is asked for.
  app.allow_extras();
  // The parser takes them from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  std::optional<std::string> printed;
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    printed = help_of(app);
  } catch (const CLI::CallForVersion& version) {
    printed = version.what();
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    const std::string name = text.substr(0, text.find(':'));
    const CLI::Option* option = app.get_option_no_throw(name);
    const bool is_pair = option != nullptr && option->get_items_expected_min() == 2;
    return refusal(name + (is_pair ? ": needs two values" : ": needs one value") +
                   std::string(hint));
  } catch (const CLI::ParseError& error) {
    return refusal(error.what() + std::string(hint));
  }
  if (auto checked = check_parsed(app, hint); !checked) return tl::unexpected(checked.error());
  return printed;
}

CLI::Option* OptionGroup::add(const std::string& name, std::string& value,
                              const std::string& value_text, const std::string& text) {
  return take(app_.add_option(name, value, text), value_text);
}

CLI::Option* OptionGroup::add(const std::string& name, std::vector<std::string>& values,
                              const std::string& value_text, const std::string& text) {
  return take(app_.add_option(name, values, text), value_text)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

CLI::Option* OptionGroup::add(const std::string& name, bool& is_given, const std::string& text) {
  return take(app_.add_flag(name, is_given, text), "")->disable_flag_override();
}

void OptionGroup::add_help() {
  app_.set_help_flag();
  app_.set_help_flag("-h,--help", "Prints this")->group(heading_);
}

CLI::Option* OptionGroup::take(CLI::Option* option, const std::string& value_text) {
  option->description(wrapped(option->get_description()));
  return option->group(heading_)->option_text(value_text);
}

}  // namespace atmqtt::app
