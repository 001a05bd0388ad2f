#pragma once

#include "at/arguments.hpp"
#include "at/condition.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace atmqtt::at {

/// An end of a range: a number, or the setting that holds it where modules differ.
class Bound {
 public:
  constexpr Bound(int number) : number_(number) {}                // NOLINT: reads as a number
  constexpr Bound(int Settings::*setting) : setting_(setting) {}  // NOLINT: reads as a number

  [[nodiscard]] constexpr Bound in(const Settings& settings) const {
    return setting_ == nullptr ? *this : Bound(settings.*setting_);
  }

  /// Needs: it is no setting, or came from in().
  [[nodiscard]] constexpr int number() const { return number_; }

 private:
  int number_ = 0;
  int Settings::*setting_ = nullptr;
};

/// Permitted values of a number, or lengths of a string in octets; both ends belong to it.
struct Range {
  Bound low = 0;
  Bound high = 0;
};

/// Up to two ranges, as the manuals print them: (0-1), (0,60-180), (0,1).
class Ranges {
 public:
  constexpr Ranges() = default;
  constexpr Ranges(Range only) : ranges_{only}, count_(1) {}  // NOLINT: reads as a range
  constexpr Ranges(Range first, Range second) : ranges_{first, second}, count_(2) {}
  /// Values that are no range of decimal numbers, as the manual prints them; whoever takes the
  /// value checks it.
  constexpr Ranges(const char* text) : text_(text) {}  // NOLINT: reads as a range

  /// The same with the numbers that the settings give their ends; a range that they leave empty is
  /// none. What is asked below needs that.
  [[nodiscard]] constexpr Ranges in(const Settings& settings) const {
    Ranges ranges;
    ranges.text_ = text_;
    for (std::size_t i = 0; i < count_; ++i) {
      const Range range{ranges_[i].low.in(settings), ranges_[i].high.in(settings)};
      if (range.low.number() <= range.high.number()) ranges.ranges_[ranges.count_++] = range;
    }
    return ranges;
  }

  [[nodiscard]] constexpr bool is_unlimited() const { return count_ == 0 && text_.empty(); }
  [[nodiscard]] constexpr bool contains(int value) const {
    bool is_in = count_ == 0;
    for (std::size_t i = 0; i < count_; ++i) {
      is_in = is_in || (value >= ranges_[i].low.number() && value <= ranges_[i].high.number());
    }
    return is_in;
  }
  void append_to(std::string& out) const;
  [[nodiscard]] std::string text() const;

 private:
  std::array<Range, 2> ranges_{};
  std::size_t count_ = 0;
  std::string_view text_;
};

/// Whether a value must be written.
enum class Presence : unsigned char {
  required,
  optional,           ///< may be missing at the end
  optional_or_empty,  ///< may be missing at the end, or be empty unless strict
  lenient,            ///< required when strict; else may be missing at the end, or be empty
};

/// Properties of a parameter beyond its range.
struct Traits {
  bool is_unlisted = false;     ///< the manual leaves it out of the test answer
  bool is_bracketed = false;    ///< with test.brackets the test answer shows it in brackets
  bool is_named = false;        ///< the test answer shows its name in quotes, not its range
  bool is_length = false;       ///< a number that is a length: out of range it is a wrong length
  bool may_be_bare = false;     ///< a string that may stand without quotes unless strict
  bool is_bare = false;         ///< a word that stands without quotes
  bool has_own_length = false;  ///< a string whose length whoever takes it checks
  bool may_be_void = false;     ///< a string that may be "" unless strict, below its range
  bool is_secret = false;       ///< is masked in traces
  Condition when = nullptr;     ///< it is absent otherwise; such parameters stand last, optional
};

/// Where a value goes in a request: into a number, or into a text.
template <class Request>
struct Destination {
  void (*put_number)(Request& request, int value) = nullptr;
  void (*put_text)(Request& request, std::string_view value) = nullptr;
};

namespace detail {

template <class Member>
struct MemberOf;
template <class R, class V>
struct MemberOf<V R::*> {
  using Request = R;
  using Value = V;
};

}  // namespace detail

/// The destination of a member of a request: int, string_view, or an optional of these.
template <auto member>
inline constexpr auto into = [] {
  using Request = typename detail::MemberOf<decltype(member)>::Request;
  using Value = typename detail::MemberOf<decltype(member)>::Value;
  Destination<Request> destination;
  if constexpr (std::is_assignable_v<Value&, std::string_view>) {
    destination.put_text = [](Request& request, std::string_view value) {
      request.*member = value;
    };
  } else {
    destination.put_number = [](Request& request, int value) { request.*member = value; };
  }
  return destination;
}();

/// One parameter of a write form: where its value goes in the request, and what is permitted.
template <class Request>
struct Parameter {
  std::string_view name;
  Destination<Request> destination;
  Ranges ranges{};
  Presence presence = Presence::required;
  Traits traits{};

  [[nodiscard]] constexpr bool is_number() const { return destination.put_number != nullptr; }
};

/// What is wrong with a value.
struct Fault {
  enum class Kind : unsigned char {
    syntax,         ///< not of the parameter's kind, or missing
    surplus,        ///< more values than parameters
    quoted_number,  ///< a number in quotes, where the command forgives that until its ranges
    number,         ///< a number out of range
    length,         ///< a length, or the length of a string, out of range
  };
  Kind kind{};
  std::string_view parameter;
  Ranges ranges;
};

/// "<name> must be …", in words.
[[nodiscard]] std::string explain(const Fault& fault);

/// A number by decision B5: one to nine decimal digits, no sign.
[[nodiscard]] std::optional<int> parse_number(std::string_view text);

}  // namespace atmqtt::at
