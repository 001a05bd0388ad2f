#include "modem/settings.hpp"

#include "base/check_digit.hpp"
#include "base/dotted.hpp"
#include "base/escape.hpp"
#include "base/number_within.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace atmqtt {
namespace {

using namespace std::chrono_literals;

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
// clang 14 does not deduce the arguments of an aggregate by itself.
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

struct Unit {
  std::string_view text;
  Duration size;
};

constexpr Unit units[] = {{"us", 1us}, {"ms", 1ms}, {"min", 1min}, {"s", 1s}};

std::optional<Duration> parse_period(std::string_view text, const Period& period) {
  Duration unit = period.unit;
  for (const Unit& candidate : units) {
    if (!text.ends_with(candidate.text)) continue;
    unit = candidate.size;
    text.remove_suffix(candidate.text.size());
    break;
  }
  const auto count = number_within<Duration::rep>(text, 0, period.high / unit);
  if (!count) return std::nullopt;
  return *count * unit;
}

std::string period_text(Duration value, const Period& period) {
  if (value % period.unit == Duration::zero()) {
    return fmt::format("{}{}", value / period.unit, period.unit_text);
  }
  if (value % 1ms == Duration::zero()) return fmt::format("{}ms", value / 1ms);
  return fmt::format("{}us", value / 1us);
}

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "on" || text == "1") return true;
  if (text == "false" || text == "off" || text == "0") return false;
  return std::nullopt;
}

std::optional<Answer> parse_answer(std::string_view text) {
  if (text == "ok") return Answer{0};
  if (text == "error") return Answer{Answer::bare_error};
  const auto code = number_within(text, 1, 35);
  if (!code) return std::nullopt;
  return Answer{*code};
}

bool is_allowed(std::string_view value, const Digits& digits) {
  const auto is_digit = [](char octet) { return octet >= '0' && octet <= '9'; };
  return value.size() >= digits.size_min && value.size() <= digits.size_max &&
         std::ranges::all_of(value, is_digit) &&
         (!digits.has_check_digit || has_right_check_digit(value));
}

/// Stores the value if it is allowed. Returns whether it is.
bool store(Settings& settings, const Kind& kind, std::string_view value) {
  const auto assign = [&settings](auto member, const auto& parsed) {
    if (!parsed) return false;
    settings.*member = *parsed;
    return true;
  };
  const auto choose = [&settings, value](const auto& choice) {
    const auto found = std::ranges::find(choice.words, value);
    if (found == choice.words.end()) return false;
    using Enum = std::remove_reference_t<decltype(settings.*choice.member)>;
    settings.*choice.member = static_cast<Enum>(found - choice.words.begin());
    return true;
  };
  const auto store_number = [&settings, value](const Number& number) {
    const auto parsed = number_within<long>(value, number.low, number.high);
    if (!parsed) return false;
    const auto put = [&settings, &parsed](auto member) {
      using Value = std::remove_reference_t<decltype(settings.*member)>;
      settings.*member = static_cast<Value>(*parsed);
    };
    std::visit(put, number.member);
    return true;
  };
  const auto store_digits = [&settings, value](const Digits& digits) {
    if (!is_allowed(value, digits)) return false;
    settings.*digits.member = value;
    return true;
  };
  const auto store_address = [&settings, value](const Address& address) {
    if (!is_dotted(value, address.count)) return false;
    settings.*address.member = value;
    return true;
  };
  const auto store_text = [&settings, value](const Text& text) {
    std::string octets;
    if (!unescape(value, octets) || octets.size() > text.size_max) return false;
    settings.*text.member = octets;
    return true;
  };
  const Overloaded visitor{
      [&](bool Settings::*member) { return assign(member, parse_flag(value)); },
      [&](Answer Settings::*member) { return assign(member, parse_answer(value)); },
      [&](const Period& period) { return assign(period.member, parse_period(value, period)); },
      store_number,
      store_digits,
      store_address,
      store_text,
      choose,
  };
  return std::visit(visitor, kind);
}

std::string unknown_key(std::string_view key) {
  const auto shares_word = [key](const Setting& setting) {
    return setting.key.substr(0, setting.key.find('.')) == key.substr(0, key.find('.'));
  };
  std::string near;
  for (const Setting& setting : settings()) {
    if (shares_word(setting)) near.append(near.empty() ? "" : ", ").append(setting.key);
  }
  if (near.empty())
    return fmt::format(
        "there is no setting '{}'; `atmqtt profiles --show sim8200` "
        "lists all",
        key);
  return fmt::format("there is no setting '{}'; there is {}", key, near);
}

}  // namespace

tl::expected<void, std::string> set(Settings& settings, std::string_view key,
                                    std::string_view value) {
  const auto setting = std::ranges::find(atmqtt::settings(), key, &Setting::key);
  if (setting == atmqtt::settings().end()) return tl::unexpected(unknown_key(key));
  if (store(settings, setting->kind, value)) return {};
  return tl::unexpected(
      fmt::format("the setting {} is {}, not '{}'", key, allowed(*setting), value));
}

std::string value_of(const Setting& setting, const Settings& settings) {
  const auto word = [&settings](const auto& choice) {
    return std::string(choice.words[static_cast<std::size_t>(settings.*choice.member)]);
  };
  const Overloaded visitor{
      [&](bool Settings::*member) { return std::string(settings.*member ? "true" : "false"); },
      [&](Answer Settings::*member) {
        const int err = (settings.*member).err;
        if (err == Answer::bare_error) return std::string("error");
        return err == 0 ? std::string("ok") : fmt::format("{}", err);
      },
      [&](const Number& number) {
        return std::visit([&](auto member) { return fmt::format("{}", settings.*member); },
                          number.member);
      },
      [&](const Period& period) { return period_text(settings.*period.member, period); },
      [&](const Digits& digits) { return settings.*digits.member; },
      [&](const Address& address) { return settings.*address.member; },
      [&](const Text& text) { return escape(settings.*text.member); },
      word,
  };
  return std::visit(visitor, setting.kind);
}

std::string allowed(const Setting& setting) {
  const auto words = [](const auto& choice) {
    return fmt::format("one of {}", fmt::join(choice.words, ", "));
  };
  const Overloaded visitor{
      [](bool Settings::*) { return std::string("true or false"); },
      [](Answer Settings::*) { return std::string("ok, error or a code from 1 to 35"); },
      [](const Number& number) {
        return fmt::format("a number from {} to {}", number.low, number.high);
      },
      [](const Period& period) {
        return fmt::format("a time from 0 to {} (units us, ms, s, min; without one {})",
                           period_text(period.high, period), period.unit_text);
      },
      [](const Digits& digits) {
        const std::string count = digits.size_min == digits.size_max
                                      ? fmt::format("{}", digits.size_min)
                                      : fmt::format("{} to {}", digits.size_min, digits.size_max);
        return fmt::format("{} digits{}", count,
                           digits.has_check_digit ? ", the last of them the check digit" : "");
      },
      [](const Address& address) {
        return fmt::format("{} numbers from 0 to 255 with dots between them", address.count);
      },
      [](const Text& text) {
        return fmt::format("a text of up to {} octets (escapes \\r \\n \\t \\0 \\\\ \\xNN)",
                           text.size_max);
      },
      words,
  };
  return std::visit(visitor, setting.kind);
}

}  // namespace atmqtt
