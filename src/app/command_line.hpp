#pragma once

#include "app/failure.hpp"
#include "base/number_within.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <tl/expected.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::app {

// What the parsers of all subcommands have in common.

using Arguments = std::span<const char* const>;

/// A value in a message, where an empty one would not be seen.
[[nodiscard]] inline std::string_view shown(std::string_view value) {
  return value.empty() ? "''" : value;
}

/// Runs the parser. Returns the help or the version when it was asked for, nothing when there is
/// more to do. `hint` says behind an error where to find what is allowed.
[[nodiscard]] tl::expected<std::optional<std::string>, Failure> run_parser(CLI::App& app,
                                                                           Arguments arguments,
                                                                           std::string_view hint);

[[nodiscard]] inline tl::unexpected<Failure> refusal(std::string text) {
  return tl::unexpected(bad_usage(std::move(text)));
}

/// Takes the value of an option by `parse`, which says in words what it does not allow. Without the
/// option `value` stays as it is.
template <class Parse, class Value>
[[nodiscard]] tl::expected<void, Failure> read_option(std::string_view name,
                                                      const std::string& text, const Parse& parse,
                                                      Value& value) {
  if (text.empty()) return {};
  auto parsed = parse(text);
  if (!parsed) return refusal(fmt::format("{} {}: {}", name, text, parsed.error()));
  value = std::move(*parsed);
  return {};
}

/// The decimal number that is the whole text. The error says in words what is allowed.
template <class Number>
[[nodiscard]] tl::expected<Number, std::string> parse_number(std::string_view text, Number low,
                                                             Number high) {
  if (const auto number = number_within(text, low, high)) return *number;
  return tl::unexpected(fmt::format("must be a number from {} to {}", low, high));
}

/// Options that stand together in the help, in the order in which they are added.
class OptionGroup {
 public:
  /// Needs: the parser outlives it.
  OptionGroup(CLI::App& app, std::string heading) : app_(app), heading_(std::move(heading)) {}

  /// An option with one value, which the help calls `value_text`.
  CLI::Option* add(const std::string& name, std::string& value, const std::string& value_text,
                   const std::string& text);
  /// One that may stand several times, each with one value.
  CLI::Option* add(const std::string& name, std::vector<std::string>& values,
                   const std::string& value_text, const std::string& text);
  /// One without a value.
  CLI::Option* add(const std::string& name, bool& is_given, const std::string& text);
  /// The parser's help. Without this it stands above all groups.
  void add_help();
  /// An option that the parser has already.
  CLI::Option* take(CLI::Option* option, const std::string& value_text);

 private:
  CLI::App& app_;
  std::string heading_;
};

}  // namespace atmqtt::app
