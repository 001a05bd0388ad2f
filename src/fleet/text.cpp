#include "fleet/text.hpp"

#include "base/check.hpp"
#include "device/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace atmqtt::fleet {
namespace {

constexpr std::size_t time_size = 16;

using Append = void (*)(std::string& out, const Values& values);

template <auto member>
void append_number(std::string& out, const Values& values) {
  fmt::format_to(std::back_inserter(out), "{}", values.*member);
}

void append_imei(std::string& out, const Values& values) {
  CHECK(values.settings != nullptr);
  out += device::Identity(*values.settings, values.modem).imei();
}

void append_random(std::string& out, const Values& values) {
  fmt::format_to(std::back_inserter(out), "{:08x}", values.random & 0xFFFF'FFFF);
}

void append_time(std::string& out, const Values& values) {
  fmt::format_to(std::back_inserter(out), "{:016}", values.time_us);
}

void append_broker(std::string& out, const Values& values) { out += values.broker; }

std::optional<std::int64_t> parse_time(std::string_view octets) {
  std::int64_t time{};
  const char* const end = octets.data() + octets.size();
  const auto [stop, error] = std::from_chars(octets.data(), end, time);
  if (octets.size() != time_size || error != std::errc() || stop != end || time < 0) return {};
  return time;
}

/// The name between braces at the front, or nothing: a word of small letters.
std::optional<std::string_view> name_at_front(std::string_view octets) {
  if (!octets.starts_with('{')) return {};
  const std::size_t end = octets.find('}');
  if (end == std::string_view::npos || end == 1) return {};
  const std::string_view name = octets.substr(1, end - 1);
  const bool is_word =
      std::ranges::all_of(name, [](char each) { return each >= 'a' && each <= 'z'; });
  return is_word ? std::optional(name) : std::nullopt;
}

}  // namespace

/// Where a placeholder may stand and what it puts there.
struct Text::Name {
  Placeholder placeholder;
  std::string_view text;
  bool may_be_sent;
  bool may_be_expected;
  Append append;
};

const Text::Name Text::names[] = {
    {Placeholder::none, "", false, false, nullptr},
    {Placeholder::modem, "modem", true, true, append_number<&Values::modem>},
    {Placeholder::imei, "imei", true, true, append_imei},
    {Placeholder::n, "n", true, true, append_number<&Values::pass>},
    {Placeholder::random, "random", true, false, append_random},
    {Placeholder::time, "time", true, true, append_time},
    {Placeholder::broker, "broker", true, false, append_broker},
    {Placeholder::length, "length", true, false, append_number<&Values::data_length>},
    {Placeholder::any, "any", false, true, nullptr},
};

tl::expected<Text, std::string> Text::parse(std::string_view octets, Use use) {
  const auto is_allowed = [use](const Name& name) {
    return use == Use::sent ? name.may_be_sent : name.may_be_expected;
  };
  Text text;
  text.written_ = octets;
  text.pieces_.emplace_back();
  while (!octets.empty()) {
    const auto name = name_at_front(octets);
    if (!name) {
      text.pieces_.back().literal += octets.front();
      octets.remove_prefix(1);
      continue;
    }
    const auto* found = std::ranges::find(names, *name, &Name::text);
    if (found == std::end(names) || !is_allowed(*found)) {
      std::string known;
      for (const Name& each : names) {
        if (is_allowed(each)) known += fmt::format(" {{{}}}", each.text);
      }
      return tl::unexpected(
          fmt::format("{{{}}} is no placeholder that may stand here (known:{})", *name, known));
    }
    text.pieces_.push_back({found->placeholder, {}});
    octets.remove_prefix(name->size() + 2);
    if (found->placeholder == Placeholder::any && !octets.empty()) {
      return tl::make_unexpected("{any} stands for the rest, so nothing may stand behind it");
    }
  }
  return text;
}

bool Text::uses(Placeholder placeholder) const {
  return std::ranges::find(pieces_, placeholder, &Piece::placeholder) != pieces_.end();
}

void Text::append_to(std::string& out, const Values& values) const {
  for (const Piece& piece : pieces_) {
    const Append append = names[static_cast<std::size_t>(piece.placeholder)].append;
    if (append != nullptr) append(out, values);
    out += piece.literal;
  }
}

bool Text::match(std::string_view octets, const Values& values,
                 std::optional<std::int64_t>& sent_us) const {
  const auto take = [&octets](std::string_view expected) {
    if (!octets.starts_with(expected)) return false;
    octets.remove_prefix(expected.size());
    return true;
  };
  std::string value;
  for (const Piece& piece : pieces_) {
    if (piece.placeholder == Placeholder::any) return true;
    if (piece.placeholder == Placeholder::time) {
      sent_us = parse_time(octets.substr(0, time_size));
      if (!sent_us) return false;
      octets.remove_prefix(time_size);
    } else if (piece.placeholder != Placeholder::none) {
      value.clear();
      names[static_cast<std::size_t>(piece.placeholder)].append(value, values);
      if (!take(value)) return false;
    }
    if (!take(piece.literal)) return false;
  }
  return octets.empty();
}

}  // namespace atmqtt::fleet
