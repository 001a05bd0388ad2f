#pragma once

#include "at/reply.hpp"
#include "at/request_parser.hpp"
#include "at/response_writer.hpp"
#include "at/test_text.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

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
  bool is_quoted = false;
};

/// One write form of a command of `Service`. Made by write_form() and data_form() only.
template <class Service>
struct WriteForm {
  /// What the form is asked to do, in this order of its life.
  enum class Step : unsigned char { begin, complete, expire };

  using Run = Reply (*)(Service& service, typename Service::Needs needs, std::span<const Argument>,
                        const Settings& settings, Step step, std::string_view data);

  Run run = nullptr;
  void (*describe)(std::string& out, const Settings& settings) = nullptr;
  std::vector<ParameterText> (*parameters)(const Settings& settings) = nullptr;
  bool (*is_secret)(std::size_t i) = nullptr;
  bool (*is_understood)(std::span<const Argument> values, const Settings& settings) = nullptr;
  /// How many values it takes of a module that has all its parameters, when strict and when not.
  Arity arity{};
  Arity arity_lenient{};
  /// The same of a module with these settings.
  Arity (*arity_of)(const Settings& settings) = nullptr;
  Condition when = nullptr;         ///< the form is absent otherwise
  Condition listed_when = nullptr;  ///< the manual leaves it out of the test answer otherwise
  std::string_view keyword{};       ///< the first value, when that chooses the form
  bool takes_data = false;
  bool is_data_secret = false;  ///< the data is masked in traces
  bool forgives_surplus = false;
  /// What chooses the form, instead of one before it that takes as many values.
  bool (*is_meant)(const Service& service, std::span<const Argument> values) = nullptr;
};

/// +CSSLCFG has twelve options, two of them in two forms, and a form without one.
inline constexpr std::size_t write_form_count_max = 16;

/// A command, declared once: its forms, its parameters, what it needs, and its handlers. Absent
/// forms are answered ERROR. Where modules differ a setting decides (at/condition.hpp). `Service`
/// provides
///   using Needs                                   what a command needs of the service's state
///   optional<Reply> admit(Needs, optional<int>)   the refusal for that state and client, if any
///   optional<Reply> admit_read(Needs)             the same for a read form
///   Reply refuse(Needs, optional<int>, const Fault&)   the answer to a value out of range
///   Reply expire(Needs, optional<int>)            the answer when entered data stays incomplete
///   string_view name_prefix                       what the reasons for refusals leave out of names
template <class Service>
struct Command {
  std::string_view name;
  std::string_view source;   ///< where the command is described: F1609, V.250 6.2.4
  Condition when = nullptr;  ///< the command is absent otherwise
  typename Service::Needs needs{};
  Reply (*execute)(Service& service) = nullptr;
  Reply (*read)(Service& service, ResponseWriter& writer) = nullptr;
  Condition read_when = nullptr;  ///< the read form is absent otherwise
  bool has_test = false;          ///< `=?` is answered, from the parameters of the write forms
  /// `=?` is answered by this instead, where the answer is no list of parameters.
  Reply (*test)(Service& service, ResponseWriter& writer) = nullptr;
  bool has_later_result = false;  ///< a result follows OK, so that it may only stand last in a line
  std::array<WriteForm<Service>, write_form_count_max> write{};

  [[nodiscard]] constexpr std::span<const WriteForm<Service>> write_forms() const {
    std::size_t count = 0;
    while (count < write.size() && write[count].run != nullptr) ++count;
    return {write.data(), count};
  }
};

/// Gives a table of commands, which lives for ever.
template <class Service>
using CommandTable = std::span<const Command<Service>> (*)();

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
               std::span<const Argument> values, const Settings& settings) {
  using Request = typename Handler<decltype(handler)>::Request;
  const auto parsed = parse_request<Request>(parameters, values, grammar, settings);
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
                  std::span<const Argument> values, const Settings& settings, bool is_complete,
                  std::string_view data) {
  using Request = typename Handler<decltype(handler)>::Request;
  const auto parsed = parse_request<Request>(parameters, values, Grammar{}, settings);
  if (parsed.syntax_fault) return Reply::error(explain(*parsed.syntax_fault));
  const auto index = client_index_of(parsed.request);
  if (!is_complete) return service.expire(needs, index);
  if (auto refusal = service.admit(needs, index)) return std::move(*refusal);
  return handler(service, parsed.request, data);
}

template <const auto& parameters>
using RequestOfAll = typename RequestOf<std::remove_cvref_t<decltype(parameters[0])>>::Type;

template <const auto& parameters>
auto existing_of(const Settings& settings) {
  return existing<RequestOfAll<parameters>>(parameters, settings);
}

/// Appends the values of a test answer to what stands there: a keyword, or nothing.
template <const auto& parameters>
void describe(std::string& out, const Settings& settings) {
  TestText text(out, settings.test_brackets);
  for (const auto& parameter : existing_of<parameters>(settings)) {
    text.append(parameter.name, parameter.ranges.in(settings), parameter.traits);
  }
}

template <const auto& parameters>
std::vector<ParameterText> parameter_texts(const Settings& settings) {
  std::vector<ParameterText> texts;
  for (const auto& parameter : existing_of<parameters>(settings)) {
    const bool is_quoted = !parameter.is_number() && !parameter.traits.is_bare;
    texts.push_back({parameter.name, parameter.ranges.in(settings), parameter.presence, is_quoted});
  }
  return texts;
}

template <const auto& parameters>
bool is_secret(std::size_t i) {
  // A surplus value may be a piece of a secret that holds a comma.
  return i >= std::size(parameters) || std::begin(parameters)[i].traits.is_secret;
}

/// Whether every value has its parameter's kind, so that each stands where it belongs.
template <const auto& parameters>
bool is_understood(std::span<const Argument> values, const Settings& settings) {
  using Request = RequestOfAll<parameters>;
  return !parse_request<Request>(parameters, values, Grammar{}, settings).syntax_fault;
}

template <const auto& parameters>
constexpr Arity arity(bool is_strict) {
  Arity arity{0, std::size(parameters)};
  for (const auto& parameter : parameters) {
    const bool is_needed = parameter.presence == Presence::required ||
                           (is_strict && parameter.presence == Presence::lenient);
    if (is_needed) ++arity.low;
  }
  return arity;
}

template <const auto& parameters>
Arity arity_of(const Settings& settings) {
  return {arity<parameters>(settings.strict).low, existing_of<parameters>(settings).size()};
}

/// What may be absent can only stand behind everything else, and be optional.
template <const auto& parameters>
constexpr bool may_be_shortened() {
  bool is_conditional = false;
  for (const auto& parameter : parameters) {
    if (is_conditional && parameter.traits.when == nullptr) return false;
    is_conditional = parameter.traits.when != nullptr;
    if (is_conditional && parameter.presence == Presence::required) return false;
  }
  return true;
}

template <const auto& parameters, class Service>
constexpr WriteForm<Service> form_of() {
  static_assert(may_be_shortened<parameters>());
  WriteForm<Service> form;
  form.describe = describe<parameters>;
  form.parameters = parameter_texts<parameters>;
  form.is_secret = is_secret<parameters>;
  form.is_understood = is_understood<parameters>;
  form.arity = arity<parameters>(true);
  form.arity_lenient = arity<parameters>(false);
  form.arity_of = arity_of<parameters>;
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
                const Settings& settings, typename Form::Step, std::string_view) {
    return detail::run_form<parameters, handler, grammar>(service, needs, values, settings);
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
                const Settings& settings, typename Form::Step step, std::string_view data) {
    if (step == Form::Step::begin) {
      return detail::run_form<parameters, begin, grammar>(service, needs, values, settings);
    }
    return detail::finish_form<parameters, complete>(service, needs, values, settings,
                                                     step == Form::Step::complete, data);
  };
  return form;
}

/// Modifiers that read as part of a declaration.
template <class Service>
constexpr WriteForm<Service> only_when(Condition when, WriteForm<Service> form) {
  form.when = when;
  return form;
}

template <class Service>
constexpr WriteForm<Service> listed_when(Condition when, WriteForm<Service> form) {
  form.listed_when = when;
  return form;
}

template <class Service>
constexpr WriteForm<Service> unlisted(WriteForm<Service> form) {
  return listed_when([](const Settings&) { return false; }, form);
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
constexpr WriteForm<Service> meant_when(bool (*is_meant)(const std::type_identity_t<Service>&,
                                                         std::span<const Argument>),
                                        WriteForm<Service> form) {
  form.is_meant = is_meant;
  return form;
}

}  // namespace atmqtt::at
