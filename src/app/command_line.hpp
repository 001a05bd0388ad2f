#pragma once

#include "app/failure.hpp"

#include <CLI/CLI.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
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

/// Makes the parser's help option anew, so that it stands last in this group.
void move_help_to(CLI::App& app, const std::string& group);

/// An option that may stand several times, each with one value.
CLI::Option* add_repeatable(CLI::App& app, const std::string& name,
                            std::vector<std::string>& values, const std::string& text);

}  // namespace atmqtt::app
