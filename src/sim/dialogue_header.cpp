#include "sim/dialogue_header.hpp"

#include "base/nearest.hpp"
#include "modem/profiles.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
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

/// Where the rows of a ledger come from; playing has no use for it.
Taken take_ledger(Dialogue&, const Header&) { return {}; }

struct HeaderType {
  std::string_view name;
  Taken (*take)(Dialogue& dialogue, const Header& header);
  bool may_stand_below = false;
};

constexpr HeaderType header_types[] = {
    {"profile", take_profiles}, {"set", take_setting},     {"broker", take_broker},
    {"wait", take_wait},        {"echo", take_echo, true}, {"ledger", take_ledger, true},
};

constexpr auto header_names = [] {
  std::array<std::string_view, std::size(header_types)> names;
  std::ranges::transform(header_types, names.begin(), &HeaderType::name);
  return names;
}();

/// A comment that begins with one word and a colon right behind it.
struct Named {
  std::string_view name;
  std::string_view value;
};

std::optional<Named> find_name(std::string_view comment) {
  comment.remove_prefix(std::min(comment.find_first_not_of("# "), comment.size()));
  const std::size_t colon = comment.find_first_of(": ");
  if (colon == std::string_view::npos || comment[colon] != ':') return std::nullopt;
  const Named named{comment.substr(0, colon), comment.substr(colon + 1)};
  const bool is_word = std::ranges::all_of(named.name, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || octet == '-' ||
           octet == '_';
  });
  // An address such as https://example.org is none.
  if (named.name.empty() || !is_word || named.value.starts_with("//")) return std::nullopt;
  return named;
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char octet) {
    return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
  });
  return small;
}

std::string no_such_header(std::string_view name) {
  const std::string_view meant = nearest(name, header_names);
  return fmt::format(
      "there is no header '{}:'{} (known: {}); in a comment no colon may follow a first word in "
      "small letters",
      name, meant.empty() ? "" : fmt::format(", perhaps '{}:' is meant", meant),
      fmt::join(header_names, ", "));
}

}  // namespace

tl::expected<void, std::string> take_comment(Dialogue& dialogue, int line,
                                             std::string_view comment) {
  const auto named = find_name(comment);
  if (!named) return {};
  const std::string name = in_small_letters(named->name);
  const bool is_small = name == named->name;
  const auto* const type = std::ranges::find(header_types, name, &HeaderType::name);
  if (type == std::end(header_types)) {
    if (!is_small) return {};
    return tl::unexpected(no_such_header(name));
  }
  if (!is_small) {
    return tl::unexpected(
        fmt::format("the header '{}:' is written in small letters, '{}:'", named->name, name));
  }
  if (!type->may_stand_below && !dialogue.steps.empty()) {
    return tl::unexpected(
        fmt::format("'{}:' stands below the first line of the dialogue", type->name));
  }
  return type->take(dialogue, {line, std::string(trim(named->value))});
}

}  // namespace atmqtt::sim
