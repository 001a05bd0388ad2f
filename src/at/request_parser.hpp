#pragma once

#include "at/parameter.hpp"

#include <optional>
#include <span>

namespace atmqtt::at {

/// What a form forgives beyond what its parameters do.
struct Grammar {
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
                                  const Argument& argument, const Grammar& grammar,
                                  const Settings& settings) {
  if (argument.kind == Argument::Kind::quoted && grammar.forgives_quoted_numbers) {
    return fault_of(Fault::Kind::quoted_number, parameter.name);
  }
  const auto value =
      argument.kind == Argument::Kind::bare ? parse_number(argument.text) : std::optional<int>();
  if (!value) return fault_of(Fault::Kind::syntax, parameter.name);
  parameter.destination.put_number(request, *value);
  const Ranges ranges = parameter.ranges.in(settings);
  if (ranges.contains(*value)) return std::nullopt;
  const auto kind = parameter.traits.is_length ? Fault::Kind::length : Fault::Kind::number;
  return fault_of(kind, parameter.name, ranges);
}

template <class Request>
std::optional<Fault> store_string(Request& request, const Parameter<Request>& parameter,
                                  const Argument& argument, const Settings& settings) {
  const Traits& traits = parameter.traits;
  const bool may_be_bare = traits.is_bare || (traits.may_be_bare && !settings.strict);
  const bool is_quoted = argument.kind == Argument::Kind::quoted;
  if (is_quoted ? traits.is_bare : !may_be_bare) {
    return fault_of(Fault::Kind::syntax, parameter.name);
  }
  parameter.destination.put_text(request, argument.text);
  if (traits.has_own_length) return std::nullopt;
  if (argument.text.empty() && traits.may_be_void && !settings.strict) return std::nullopt;
  const Ranges ranges = parameter.ranges.in(settings);
  if (ranges.contains(static_cast<int>(argument.text.size()))) return std::nullopt;
  return fault_of(Fault::Kind::length, parameter.name, ranges);
}

}  // namespace detail

/// The parameters that a module with these settings has.
template <class Request>
[[nodiscard]] constexpr std::span<const Parameter<Request>> existing(
    std::span<const Parameter<Request>> parameters, const Settings& settings) {
  while (!parameters.empty() && !holds(parameters.back().traits.when, settings)) {
    parameters = parameters.first(parameters.size() - 1);
  }
  return parameters;
}

/// Makes a request of the values of a write form, or tells the first fault of syntax. Nothing is
/// changed anywhere.
template <class Request>
[[nodiscard]] Parsed<Request> parse_request(std::span<const Parameter<Request>> declared,
                                            std::span<const Argument> values,
                                            const Grammar& grammar, const Settings& settings) {
  const auto parameters = existing(declared, settings);
  Parsed<Request> parsed;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter<Request>& parameter = parameters[i];
    const bool is_missing = i >= values.size();
    if (is_missing || values[i].kind == Argument::Kind::empty) {
      if (detail::may_be_absent(parameter.presence, !is_missing, settings.strict)) continue;
      parsed.syntax_fault = detail::fault_of(Fault::Kind::syntax, parameter.name);
      return parsed;
    }
    const auto fault =
        parameter.is_number()
            ? detail::store_number(parsed.request, parameter, values[i], grammar, settings)
            : detail::store_string(parsed.request, parameter, values[i], settings);
    if (fault && fault->kind == Fault::Kind::syntax) {
      parsed.syntax_fault = fault;
      return parsed;
    }
    if (!parsed.value_fault) parsed.value_fault = fault;
  }
  const bool forgives_surplus = grammar.forgives_surplus && !settings.strict;
  if (values.size() > parameters.size() && !forgives_surplus) {
    parsed.syntax_fault = detail::fault_of(Fault::Kind::surplus, {});
  }
  return parsed;
}

}  // namespace atmqtt::at
