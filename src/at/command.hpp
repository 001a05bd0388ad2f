#pragma once

#include "at/reply.hpp"
#include "at/request_parser.hpp"
#include "at/response_writer.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt::at {

/// How many values a write form takes.
struct Arity {
  std::size_t low = 0;
  std::size_t high = 0;
  [[nodiscard]] constexpr bool contains(std::size_t count) const {
    return count >= low && count <= high;
  }
};

/// One parameter as the command reference shows it.
struct ParameterText {
  std::string_view name;
  Ranges ranges;
  Presence presence{};
  bool is_string = false;
};

/// One write form of a command of `Service`. Made by write_form() and data_form() only.
template <class Service>
struct WriteForm {
  /// What the form is asked to do, in this order of its life.
  enum class Step : unsigned char { begin, complete, expire };

  using Run = Reply (*)(Service& service, typename Service::Needs needs, std::span<const Argument>,
                        bool is_strict, Step step, std::string_view data);

  Run run = nullptr;
  void (*describe)(std::string& out) = nullptr;
  ParameterText (*parameter)(std::size_t i) = nullptr;
  bool (*is_secret)(std::size_t i) = nullptr;
  bool (*is_understood)(std::span<const Argument> values, bool is_strict) = nullptr;
  Arity arity{};
  Arity arity_lenient{};
  std::size_t parameter_count = 0;
  std::string_view keyword{};  ///< the first value, when that chooses the form
  bool takes_data = false;
  bool is_unlisted = false;     ///< the manual leaves it out of the test answer
  bool is_data_secret = false;  ///< the data is masked in traces
  bool forgives_surplus = false;
  /// A lenient reading that its number of values shares with the form before it is chosen by this.
  bool (*is_meant)(std::span<const Argument> values) = nullptr;
};

/// +CSSLCFG has ten options and a form without one.
inline constexpr std::size_t write_form_count_max = 12;

/// A command, declared once: its forms, its parameters, what it needs, and its handlers. Absent
/// forms are answered ERROR. `Service` provides
///   using Needs                                   what a command needs of the service's state
///   optional<Reply> admit(Needs, optional<int>)   the refusal for that state and client, if any
///   optional<Reply> admit_read(Needs)             the same for a read form
///   Reply refuse(Needs, optional<int>, const Fault&)   the answer to a value out of range
///   Reply expire(Needs, optional<int>)            the answer when entered data stays incomplete
///   string_view name_prefix                       what the reasons for refusals leave out of names
template <class Service>
struct Command {
  std::string_view name;
  std::string_view source;  ///< where the command is described: F1609, V.250 6.2.4
  typename Service::Needs needs{};
  Reply (*execute)(Service& service) = nullptr;
  Reply (*read)(Service& service, ResponseWriter& writer) = nullptr;
  bool has_test = false;          ///< `=?` is answered, from the parameters
  bool has_later_result = false;  ///< a result follows OK, so that it may only stand last in a line
  std::array<WriteForm<Service>, write_form_count_max> write{};

  [[nodiscard]] constexpr std::span<const WriteForm<Service>> write_forms() const {
    std::size_t count = 0;
    while (count < write.size() && write[count].run != nullptr) ++count;
    return {write.data(), count};
  }
};

namespace detail {

template <class Function>
struct Handler;
template <class S, class R>
struct Handler<Reply (*)(S&, const R&)> {
  using Service = S;
  using Request = R;
};
template <class S, class R>
struct Handler<Reply (*)(S&, const R&, std::string_view)> {
  using Service = S;
  using Request = R;
};

template <class P>
struct RequestOf;
template <class R>
struct RequestOf<Parameter<R>> {
  using Type = R;
};

template <class Request>
std::optional<int> client_index_of(const Request& request) {
  if constexpr (requires { request.client_index; }) {
    return request.client_index;
  } else {
    return std::nullopt;
  }
}

/// The order of checks, once for all commands: syntax, state, ranges, then the handler.
template <const auto& parameters, auto handler, Grammar grammar>
Reply run_form(typename Handler<decltype(handler)>::Service& service,
               typename Handler<decltype(handler)>::Service::Needs needs,
               std::span<const Argument> values, bool is_strict) {
  using Request = typename Handler<decltype(handler)>::Request;
  Grammar applied = grammar;
  applied.is_strict = is_strict;
  const auto parsed = parse_request<Request>(parameters, values, applied);
  if (parsed.syntax_fault) return Reply::error(explain(*parsed.syntax_fault));
  const auto index = client_index_of(parsed.request);
  if (auto refusal = service.admit(needs, index)) return std::move(*refusal);
  if (parsed.value_fault) return service.refuse(needs, index, *parsed.value_fault);
  return handler(service, parsed.request);
}

/// The data has come, or will not come any more. The line is still there, so the request is made
/// anew; its values were found good when the prompt went out, but the state may have changed since.
template <const auto& parameters, auto handler>
Reply finish_form(typename Handler<decltype(handler)>::Service& service,
                  typename Handler<decltype(handler)>::Service::Needs needs,
                  std::span<const Argument> values, bool is_strict, bool is_complete,
                  std::string_view data) {
  using Request = typename Handler<decltype(handler)>::Request;
  Grammar grammar;
  grammar.is_strict = is_strict;
  const auto parsed = parse_request<Request>(parameters, values, grammar);
  if (parsed.syntax_fault) return Reply::error(explain(*parsed.syntax_fault));
  const auto index = client_index_of(parsed.request);
  if (!is_complete) return service.expire(needs, index);
  if (auto refusal = service.admit(needs, index)) return std::move(*refusal);
  return handler(service, parsed.request, data);
}

template <const auto& parameters>
void describe(std::string& out) {
  bool is_first = out.empty();
  for (const auto& parameter : parameters) {
    if (parameter.traits.is_unlisted) continue;
    if (!is_first) out += ',';
    is_first = false;
    parameter.ranges.append_to(out);
  }
}

template <const auto& parameters>
ParameterText parameter_text(std::size_t i) {
  const auto& parameter = std::begin(parameters)[i];
  return {parameter.name, parameter.ranges, parameter.presence, !parameter.is_number()};
}

template <const auto& parameters>
bool is_secret(std::size_t i) {
  // A surplus value may be a piece of a secret that holds a comma.
  return i >= std::size(parameters) || std::begin(parameters)[i].traits.is_secret;
}

/// Whether every value has its parameter's kind, so that each stands where it belongs.
template <const auto& parameters>
bool is_understood(std::span<const Argument> values, bool is_strict) {
  using Request = typename RequestOf<std::remove_cvref_t<decltype(parameters[0])>>::Type;
  Grammar grammar;
  grammar.is_strict = is_strict;
  return !parse_request<Request>(parameters, values, grammar).syntax_fault;
}

template <const auto& parameters>
constexpr std::size_t count_where(bool is_strict) {
  std::size_t count = 0;
  for (const auto& parameter : parameters) {
    const bool is_needed = parameter.presence == Presence::required ||
                           (is_strict && parameter.presence == Presence::lenient);
    if (is_needed) ++count;
  }
  return count;
}

template <const auto& parameters, class Service>
constexpr WriteForm<Service> form_of() {
  WriteForm<Service> form;
  form.describe = describe<parameters>;
  form.parameter = parameter_text<parameters>;
  form.is_secret = is_secret<parameters>;
  form.is_understood = is_understood<parameters>;
  form.parameter_count = std::size(parameters);
  form.arity = {count_where<parameters>(true), std::size(parameters)};
  form.arity_lenient = {count_where<parameters>(false), std::size(parameters)};
  return form;
}

}  // namespace detail

/// A write form that is answered when its line is read.
template <const auto& parameters, auto handler, Grammar grammar = Grammar{}>
constexpr auto write_form() {
  using Service = typename detail::Handler<decltype(handler)>::Service;
  using Form = WriteForm<Service>;
  Form form = detail::form_of<parameters, Service>();
  form.forgives_surplus = grammar.forgives_surplus;
  form.run = [](Service& service, typename Service::Needs needs, std::span<const Argument> values,
                bool is_strict, typename Form::Step, std::string_view) {
    return detail::run_form<parameters, handler, grammar>(service, needs, values, is_strict);
  };
  return form;
}

/// A write form that takes data: `begin` checks and asks for it, `complete` gets it.
template <const auto& parameters, auto begin, auto complete, Grammar grammar = Grammar{}>
constexpr auto data_form() {
  using Service = typename detail::Handler<decltype(begin)>::Service;
  using Form = WriteForm<Service>;
  Form form = detail::form_of<parameters, Service>();
  form.takes_data = true;
  form.run = [](Service& service, typename Service::Needs needs, std::span<const Argument> values,
                bool is_strict, typename Form::Step step, std::string_view data) {
    if (step == Form::Step::begin) {
      return detail::run_form<parameters, begin, grammar>(service, needs, values, is_strict);
    }
    return detail::finish_form<parameters, complete>(service, needs, values, is_strict,
                                                     step == Form::Step::complete, data);
  };
  return form;
}

/// Modifiers that read as part of a declaration.
template <class Service>
constexpr WriteForm<Service> unlisted(WriteForm<Service> form) {
  form.is_unlisted = true;
  return form;
}

template <class Service>
constexpr WriteForm<Service> secret_data(WriteForm<Service> form) {
  form.is_data_secret = true;
  return form;
}

template <class Service>
constexpr WriteForm<Service> keyword(std::string_view word, WriteForm<Service> form) {
  form.keyword = word;
  return form;
}

template <class Service>
constexpr WriteForm<Service> meant_when(bool (*is_meant)(std::span<const Argument>),
                                        WriteForm<Service> form) {
  form.is_meant = is_meant;
  return form;
}

}  // namespace atmqtt::at
