#pragma once

#include "atmqtt/config.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace atmqtt {

/// A setting that is one of a few words. The words stand in the order of the enumerators.
template <class Enum>
struct Choice {
  Enum Settings::*member;
  std::span<const std::string_view> words;
};

/// A number with its range.
struct Number {
  std::variant<int Settings::*, std::size_t Settings::*> member;
  long low = 0;
  long high = 0;
};

/// A time. It is written with its unit, or as a number of `unit_text`.
struct Period {
  Duration Settings::*member;
  Duration unit;
  std::string_view unit_text;
  Duration high;
};

/// Octets, written with the escapes of base/escape.hpp.
struct Text {
  std::string Settings::*member;
  std::size_t size_max = 0;
};

/// Decimal digits, the last of which may be a check digit (base/check_digit.hpp).
struct Digits {
  std::string Settings::*member;
  std::size_t size_min = 0;
  std::size_t size_max = 0;
  bool has_check_digit = false;
};

/// An address as +CGPADDR writes it: `count` numbers from 0 to 255 with dots between them.
struct Address {
  std::string Settings::*member;
  std::size_t count = 0;
};

using Kind =
    std::variant<bool Settings::*, Number, Period, Text, Digits, Address, Answer Settings::*,
                 Choice<DataEcho>, Choice<ResultOrder>, Choice<DteAbsent>, Choice<HashAlgorithm>,
                 Choice<Ciphersuites>, Choice<SimLock>, Choice<RegistrationAnswer>,
                 Choice<UnknownCommand>, Choice<Rat>, Choice<CpsiUnits>, Choice<PdpType>,
                 Choice<TimeSource>, Choice<ConnectRead>, Choice<SimWait>>;

/// A row of the one table of settings. From it come --set, the keys of TOML files, the lists of
/// `atmqtt profiles` and the documentation.
struct Setting {
  std::string_view key;
  Kind kind;
  std::string_view text;
};

[[nodiscard]] std::span<const Setting> settings();

/// Sets one setting. The error is a sentence that names the key, the value and what is allowed.
[[nodiscard]] tl::expected<void, std::string> set(Settings& settings, std::string_view key,
                                                  std::string_view value);

/// The value as set() takes it.
[[nodiscard]] std::string value_of(const Setting& setting, const Settings& settings);

/// The values that are allowed, in words.
[[nodiscard]] std::string allowed(const Setting& setting);

}  // namespace atmqtt
