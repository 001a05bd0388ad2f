#include "modem/command_reference.hpp"

#include "at/command_set.hpp"
#include "atmqtt/observer.hpp"
#include "base/buffer_pool.hpp"
#include "modem/parts.hpp"

#include <fmt/format.h>

#include <vector>

namespace atmqtt {
namespace {

struct FormLine {
  std::string form;
  std::string values;
};

std::string parameter_name(const at::ParameterText& parameter) {
  return parameter.is_quoted ? fmt::format("\"<{}>\"", parameter.name)
                             : fmt::format("<{}>", parameter.name);
}

/// `=<client_index>,<qos>[,<dup>]`
std::string write_syntax(const at::WriteText& write) {
  std::string text = "=";
  std::string brackets;
  bool is_first = true;
  if (!write.keyword.empty()) {
    text += fmt::format("\"{}\"", write.keyword);
    is_first = false;
  }
  for (const at::ParameterText& parameter : write.parameters) {
    const bool is_optional = parameter.presence == at::Presence::optional ||
                             parameter.presence == at::Presence::optional_or_empty;
    if (is_optional) {
      text += '[';
      brackets += ']';
    }
    if (!is_first) text += ',';
    is_first = false;
    text += parameter_name(parameter);
  }
  text += brackets;
  if (write.takes_data) text += ", then data";
  return text;
}

std::string ranges_of(const at::WriteText& write) {
  std::string text;
  for (const at::ParameterText& parameter : write.parameters) {
    if (parameter.ranges.is_unlimited()) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", parameter.name, parameter.ranges.text());
  }
  return text;
}

/// A basic command has its number right behind its name; an S-parameter has one before its sign.
std::string basic_syntax(std::string_view name) {
  if (name == "S=") return "ATS<n>=[<value>]";
  if (name == "S?") return "ATS<n>?";
  return fmt::format("AT{}[<value>]", name);
}

std::vector<FormLine> lines_of(const at::CommandText& command) {
  const std::string name = fmt::format("AT{}", command.name);
  std::vector<FormLine> lines;
  if (command.has_execute) lines.push_back({name, {}});
  if (command.has_test) lines.push_back({name + "=?", {}});
  if (command.has_read) lines.push_back({name + "?", {}});
  for (const at::WriteText& write : command.write) {
    const bool is_extended = command.name.starts_with('+');
    lines.push_back(
        {is_extended ? name + write_syntax(write) : basic_syntax(command.name), ranges_of(write)});
  }
  return lines;
}

}  // namespace

std::string command_reference(const Settings& settings, bool is_markdown) {
  ModemConfig config;
  config.settings = settings;
  BufferPool pool;
  Observer observer;
  Parts parts(config, pool, observer, Time{}, {});

  std::string text;
  if (is_markdown) text += "| Command | Values | Source |\n|---|---|---|\n";
  for (const at::CommandSet* set : parts.command_sets()) {
    for (const at::CommandText& command : set->texts()) {
      for (const FormLine& line : lines_of(command)) {
        text += is_markdown
                    ? fmt::format("| `{}` | {} | {} |\n", line.form, line.values, command.source)
                    : fmt::format("{:<76} {:<12} {}\n", line.form, command.source, line.values);
      }
    }
  }
  return text;
}

}  // namespace atmqtt
