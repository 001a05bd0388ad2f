#include "sim/dialogue_header.hpp"

#include "modem/profiles.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace atmqtt::sim {
namespace {

using Taken = tl::expected<void, std::string>;

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t comma = text.find(',');
    names.emplace_back(trim(text.substr(0, comma)));
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

Taken take_profiles(Dialogue& dialogue, const Header& header) {
  if (header.value == "all") {
    dialogue.holds_for_all_profiles = true;
    return {};
  }
  for (std::string& name : split_names(header.value)) {
    if (find_profile(name) == nullptr) {
      std::string known;
      for (const Profile& profile : profiles()) known.append(profile.name).append(", ");
      return tl::unexpected(fmt::format("there is no profile '{}' (known: {}all)", name, known));
    }
    dialogue.profiles.push_back(std::move(name));
  }
  return {};
}

Taken take_setting(Dialogue& dialogue, const Header& header) {
  if (header.value.find('=') == std::string::npos) {
    return tl::make_unexpected("the form is: set: key=value");
  }
  dialogue.settings.push_back(header);
  return {};
}

Taken take_broker(Dialogue& dialogue, const Header& header) {
  if (header.value.empty()) {
    return tl::make_unexpected("the form is: broker: none, real or HOST:PORT");
  }
  dialogue.broker = header;
  return {};
}

Taken take_wait(Dialogue& dialogue, const Header& header) {
  const auto wait = parse_duration(header.value);
  if (!wait) return tl::unexpected(wait.error());
  dialogue.wait = *wait;
  return {};
}

/// The echo is a header at the top and a step below it.
Taken take_echo(Dialogue& dialogue, const Header& header) {
  if (header.value != "on" && header.value != "off") {
    return tl::unexpected(fmt::format("echo is on or off, not '{}'", header.value));
  }
  const bool is_on = header.value == "on";
  if (dialogue.steps.empty()) {
    dialogue.echo = is_on;
  } else {
    dialogue.steps.push_back({header.line, ExpectEcho{is_on}});
  }
  return {};
}

struct HeaderType {
  std::string_view name;
  Taken (*take)(Dialogue& dialogue, const Header& header);
  bool may_stand_below = false;
};

constexpr HeaderType header_types[] = {
    {"profile", take_profiles}, {"set", take_setting},     {"broker", take_broker},
    {"wait", take_wait},        {"echo", take_echo, true},
};

/// The value behind `name:` if the comment is that header.
std::optional<std::string_view> header_value(std::string_view comment, std::string_view name) {
  comment.remove_prefix(std::min(comment.find_first_not_of("# "), comment.size()));
  if (!comment.starts_with(name)) return std::nullopt;
  comment.remove_prefix(name.size());
  if (!comment.starts_with(':')) return std::nullopt;
  return trim(comment.substr(1));
}

}  // namespace

tl::expected<void, std::string> take_comment(Dialogue& dialogue, int line,
                                             std::string_view comment) {
  for (const HeaderType& type : header_types) {
    const auto value = header_value(comment, type.name);
    if (!value) continue;
    if (!type.may_stand_below && !dialogue.steps.empty()) {
      return tl::unexpected(
          fmt::format("'{}:' stands below the first line of the dialogue", type.name));
    }
    return type.take(dialogue, {line, std::string(*value)});
  }
  return {};
}

}  // namespace atmqtt::sim
