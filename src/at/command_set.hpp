#pragma once

#include "at/command.hpp"
#include "at/command_parser.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace atmqtt::at {

/// A command of a set, and the write form that its values choose.
struct Selection {
  std::size_t table = 0;
  std::size_t command = 0;  ///< in that table
  std::optional<std::size_t> form;
};

/// A write form as the command reference shows it.
struct WriteText {
  std::string_view keyword;
  std::vector<ParameterText> parameters;
  bool takes_data = false;
};

/// A command as the command reference shows it.
struct CommandText {
  std::string_view name;
  std::string_view source;
  bool has_execute = false;
  bool has_test = false;
  bool has_read = false;
  std::vector<WriteText> write;
};

/// The commands of one service without the service's type: what the interpreter runs.
class CommandSet {
 public:
  CommandSet() = default;
  CommandSet(const CommandSet&) = delete;
  CommandSet& operator=(const CommandSet&) = delete;
  virtual ~CommandSet() = default;

  /// Finds the command by its name, whatever its case, and the form by its values.
  [[nodiscard]] virtual std::optional<Selection> select(const ParsedCommand& parsed) const = 0;

  /// The name as the answers print it.
  [[nodiscard]] virtual std::string_view name(Selection selection) const = 0;

  /// The name as the reasons for refusals print it.
  [[nodiscard]] virtual std::string_view short_name(Selection selection) const = 0;

  /// Runs the command. Needs: `selection` is of select() for `parsed`.
  virtual Reply run(Selection selection, const ParsedCommand& parsed, ResponseWriter& writer) = 0;

  /// The data for a command that asked for it has come whole.
  virtual Reply complete(Selection selection, const ParsedCommand& parsed,
                         std::string_view data) = 0;

  /// It has not come in time.
  virtual Reply expire(Selection selection, const ParsedCommand& parsed) = 0;

  /// Whether the command, in this form, takes data; a DTE may send that though it is refused.
  [[nodiscard]] virtual bool takes_data(Selection selection, Form form) const = 0;

  /// Whether the command, in this form, may only stand last in its line (decision B6).
  [[nodiscard]] virtual bool stands_last(Selection selection, Form form) const = 0;

  [[nodiscard]] virtual bool is_secret(Selection selection, std::size_t argument) const = 0;

  /// Whether each value of a write form is of the kind that its place asks for. If not, any of them
  /// may be a secret that has slipped out of its place.
  [[nodiscard]] virtual bool is_understood(Selection selection,
                                           const ParsedCommand& parsed) const = 0;
  [[nodiscard]] virtual bool is_data_secret(Selection selection) const = 0;

  /// All commands that the module has, in the order of their table.
  [[nodiscard]] virtual std::vector<CommandText> texts() const = 0;
};

}  // namespace atmqtt::at
