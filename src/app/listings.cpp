#include "app/listings.hpp"

#include "app/profile.hpp"
#include "modem/command_reference.hpp"
#include "modem/profiles.hpp"
#include "modem/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace atmqtt::app {
namespace {

using Row = std::vector<std::string>;

std::string markdown_cell(const std::string& text) {
  std::string cell;
  for (const char octet : text) {
    if (octet == '|' || octet == '\\') cell += '\\';
    cell += octet;
  }
  return cell;
}

/// The first row is the head.
std::string markdown_table(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    for (const std::string& cell : row) text += "| " + markdown_cell(cell) + " ";
    text += "|\n";
    if (&row != &rows.front()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) text += "| --- ";
    text += "|\n";
  }
  return text;
}

/// Columns as wide as their widest cell, without the head. A cell that is much longer than others
/// widens only its own row.
std::string plain_table(const std::vector<Row>& rows) {
  constexpr std::size_t width_max = 64;
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], std::min(rows[r][i].size(), width_max));
    }
  }
  std::string text;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line += fmt::format("{:<{}}  ", rows[r][i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string table(const std::vector<Row>& rows, bool is_markdown) {
  return is_markdown ? markdown_table(rows) : plain_table(rows);
}

}  // namespace

tl::expected<std::string, Failure> list_profiles(const ProfilesOptions& options) {
  if (options.show.empty()) {
    std::vector<Row> rows{{"Profile", "Module"}};
    for (const Profile& profile : profiles()) {
      rows.push_back({std::string(profile.name), std::string(profile.text)});
    }
    return table(rows, options.is_markdown);
  }
  std::vector<Row> rows{{"Setting"}};
  for (const Setting& setting : settings()) rows.push_back({std::string(setting.key)});
  for (const std::string& name : options.show) {
    const auto values = load_profile(name);
    if (!values) return tl::unexpected(values.error());
    rows.front().push_back(options.show.size() == 1 ? "Value" : name);
    for (std::size_t i = 0; i < settings().size(); ++i) {
      rows[i + 1].push_back(value_of(settings()[i], *values));
    }
  }
  rows.front().insert(rows.front().end(), {"Allowed", "Meaning"});
  for (std::size_t i = 0; i < settings().size(); ++i) {
    rows[i + 1].insert(rows[i + 1].end(),
                       {allowed(settings()[i]), std::string(settings()[i].text)});
  }
  return table(rows, options.is_markdown);
}

tl::expected<std::string, Failure> list_commands(const CommandsOptions& options) {
  const auto values = load_profile(options.profile);
  if (!values) return tl::unexpected(values.error());
  return command_reference(*values, options.is_markdown);
}

}  // namespace atmqtt::app
