#pragma once

#include "at/parameter.hpp"

#include <optional>
#include <span>

namespace atmqtt::at {

/// How strictly a form reads its values.
struct Grammar {
  bool is_strict = false;
  bool forgives_quoted_numbers = false;
  bool forgives_surplus = false;
};

/// What the values of a write form make. With a syntax fault there is no request; without one every
/// value has its kind, and the value fault names the first that is out of its range.
template <class Request>
struct Parsed {
  Request request{};
  std::optional<Fault> syntax_fault{};
  std::optional<Fault> value_fault{};
};

namespace detail {

inline Fault fault_of(Fault::Kind kind, std::string_view name, const Ranges& ranges = {}) {
  return {kind, name, ranges};
}

/// Whether the parameter may do without a value: missing at the end, or empty.
[[nodiscard]] inline bool may_be_absent(Presence presence, bool is_empty, bool is_strict) {
  switch (presence) {
    case Presence::required: return false;
    case Presence::optional: return !is_empty;
    case Presence::optional_or_empty: return !is_empty || !is_strict;
    case Presence::lenient: return !is_strict;
  }
  return false;
}

template <class Request>
std::optional<Fault> store_number(Request& request, const Parameter<Request>& parameter,
                                  const Argument& argument, const Grammar& grammar) {
  if (argument.kind == Argument::Kind::quoted && grammar.forgives_quoted_numbers) {
    return fault_of(Fault::Kind::quoted_number, parameter.name);
  }
  const auto value =
      argument.kind == Argument::Kind::bare ? parse_number(argument.text) : std::optional<int>();
  if (!value) return fault_of(Fault::Kind::syntax, parameter.name);
  parameter.destination.put_number(request, *value);
  if (parameter.ranges.contains(*value)) return std::nullopt;
  const auto kind = parameter.traits.is_length ? Fault::Kind::length : Fault::Kind::number;
  return fault_of(kind, parameter.name, parameter.ranges);
}

template <class Request>
std::optional<Fault> store_string(Request& request, const Parameter<Request>& parameter,
                                  const Argument& argument, const Grammar& grammar) {
  const Traits& traits = parameter.traits;
  const bool may_be_bare = traits.is_bare || (traits.may_be_bare && !grammar.is_strict);
  const bool is_quoted = argument.kind == Argument::Kind::quoted;
  if (is_quoted ? traits.is_bare : !may_be_bare) {
    return fault_of(Fault::Kind::syntax, parameter.name);
  }
  parameter.destination.put_text(request, argument.text);
  if (traits.has_own_length) return std::nullopt;
  if (argument.text.empty() && traits.may_be_void && !grammar.is_strict) return std::nullopt;
  if (parameter.ranges.contains(static_cast<int>(argument.text.size()))) return std::nullopt;
  return fault_of(Fault::Kind::length, parameter.name, parameter.ranges);
}

}  // namespace detail

/// Makes a request of the values of a write form, or tells the first fault of syntax. Nothing is
/// changed anywhere.
template <class Request>
[[nodiscard]] Parsed<Request> parse_request(std::span<const Parameter<Request>> parameters,
                                            std::span<const Argument> values,
                                            const Grammar& grammar) {
  Parsed<Request> parsed;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter<Request>& parameter = parameters[i];
    const bool is_missing = i >= values.size();
    if (is_missing || values[i].kind == Argument::Kind::empty) {
      if (detail::may_be_absent(parameter.presence, !is_missing, grammar.is_strict)) continue;
      parsed.syntax_fault = detail::fault_of(Fault::Kind::syntax, parameter.name);
      return parsed;
    }
    const auto fault = parameter.is_number()
                           ? detail::store_number(parsed.request, parameter, values[i], grammar)
                           : detail::store_string(parsed.request, parameter, values[i], grammar);
    if (fault && fault->kind == Fault::Kind::syntax) {
      parsed.syntax_fault = fault;
      return parsed;
    }
    if (!parsed.value_fault) parsed.value_fault = fault;
  }
  const bool forgives_surplus = grammar.forgives_surplus && !grammar.is_strict;
  if (values.size() > parameters.size() && !forgives_surplus) {
    parsed.syntax_fault = detail::fault_of(Fault::Kind::surplus, {});
  }
  return parsed;
}

}  // namespace atmqtt::at
