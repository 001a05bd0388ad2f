#include "app/command_line.hpp"

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

/// Refuses what the parser would misread: a value behind '=' that is empty or has no business
/// there.
tl::expected<void, Failure> check_before_parsing(const CLI::App& app, Arguments arguments,
                                                 std::string_view hint) {
  for (const std::string_view argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string_view::npos) continue;
    const std::string name(argument.substr(0, equals));
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) continue;
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
    return refusal(fmt::format("{}: not expected{}", shown(extra.front()), hint));
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
    printed = app.help();
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

void move_help_to(CLI::App& app, const std::string& group) {
  app.set_help_flag();
  app.set_help_flag("-h,--help", "Prints this")->group(group);
}

CLI::Option* add_repeatable(CLI::App& app, const std::string& name,
                            std::vector<std::string>& values, const std::string& text) {
  return app.add_option(name, values, text)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

}  // namespace atmqtt::app
