#pragma once

#include "at/command_tables.hpp"
#include "at/interpreter.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at::test {

/// A service with a command of every shape, so that at/ is tested without MQTT. What its handlers
/// are called with stands in `calls`.
class Toy {
 public:
  enum class Needs : unsigned char { nothing, open };
  static constexpr std::string_view name_prefix = "+TOY";

  explicit Toy(Interpreter& line) : line(line) {}

  [[nodiscard]] std::optional<Reply> admit(Needs needs, std::optional<int> index) const {
    if (needs == Needs::nothing || is_open) return {};
    Reply reply = Reply::error("the toy is shut");
    return index ? std::move(reply).with(*index, 9) : std::move(reply).with(9);
  }
  [[nodiscard]] std::optional<Reply> admit_read(Needs needs) const {
    if (needs == Needs::nothing || is_open) return {};
    return Reply::error("the toy is shut");
  }
  [[nodiscard]] static Reply refuse(Needs, std::optional<int> index, const Fault& fault) {
    const int code = fault.kind == Fault::Kind::length ? 22 : 12;
    Reply reply = Reply::error(explain(fault));
    return index ? std::move(reply).with(*index, code) : std::move(reply).with(code);
  }
  [[nodiscard]] static Reply expire(Needs, std::optional<int> index) {
    return Reply::error("the data did not come").with(index.value_or(0), 17);
  }

  Interpreter& line;
  bool is_open = true;
  std::vector<std::string> calls;
};

struct SetRequest {
  int client_index{};
  int value{};
  std::optional<std::string_view> text;
};

inline constexpr Parameter<SetRequest> set_parameters[] = {
    {"index", into<&SetRequest::client_index>, Range{0, 1}},
    {"value", into<&SetRequest::value>, Range{0, 255}},
    {"text", into<&SetRequest::text>, Range{0, 8}, Presence::optional},
};

struct DataRequest {
  int client_index{};
  int size{};
};

inline constexpr Parameter<DataRequest> data_parameters[] = {
    {"index", into<&DataRequest::client_index>, Range{0, 1}},
    {"size", into<&DataRequest::size>, Range{1, 5000}, Presence::required, {.is_length = true}},
};

struct SecretRequest {
  std::string_view name, secret;
};

inline constexpr Parameter<SecretRequest> secret_parameters[] = {
    {"name", into<&SecretRequest::name>},
    {"secret", into<&SecretRequest::secret>, {}, Presence::required, {.is_secret = true}},
};

struct NumberRequest {
  int number{};
};

struct ChangingRequest {
  int number{};
  std::optional<int> other;
};

inline constexpr Parameter<ChangingRequest> changing_parameters[] = {
    {"number", into<&ChangingRequest::number>, Range{1, 9}},
    {"other",
     into<&ChangingRequest::other>,
     Range{0, &Settings::certificate_name_max},
     Presence::optional,
     {.is_bracketed = true, .when = given<&Settings::tls_legacy>}},
};

inline constexpr Parameter<NumberRequest> number_parameters[] = {
    {"number", into<&NumberRequest::number>, Range{1, 3}}};

inline Reply do_it(Toy& toy) {
  toy.calls.emplace_back("do");
  return Reply::ok();
}

inline Reply show(Toy& toy, ResponseWriter& writer) {
  toy.calls.emplace_back("show");
  writer.information("+TOYSET: 0,1");
  writer.information("+TOYSET: 1,2");
  return Reply::ok();
}

inline Reply set(Toy& toy, const SetRequest& request) {
  toy.calls.push_back("set " + std::to_string(request.client_index) + " " +
                      std::to_string(request.value) +
                      (request.text ? " " + std::string(*request.text) : ""));
  return Reply::ok();
}

inline Reply ask_for_data(Toy& toy, const DataRequest& request) {
  toy.calls.push_back("ask " + std::to_string(request.size));
  return Reply::data(static_cast<std::size_t>(request.size));
}

/// Data that begins with '!' is bad.
inline Reply take_data(Toy& toy, const DataRequest& request, std::string_view data) {
  toy.calls.push_back("data " + std::string(data));
  if (data.starts_with('!')) return Reply::error("the data is bad").with(request.client_index, 2);
  return Reply::ok();
}

inline Reply finish_later(Toy& toy) {
  toy.calls.emplace_back("later");
  toy.line.post_result("+TOYLATER: 0");
  return Reply::ok();
}

inline Reply hold(Toy& toy) {
  toy.calls.emplace_back("hold");
  return Reply::pending();
}

inline Reply result_first(Toy&) { return Reply::ok().with(0); }

inline Reply keep_secret(Toy& toy, const SecretRequest& request) {
  toy.calls.push_back("secret " + std::string(request.secret));
  return Reply::ok();
}

inline Reply choose_alpha(Toy& toy, const NumberRequest& request) {
  toy.calls.push_back("alpha " + std::to_string(request.number));
  return Reply::ok();
}

inline Reply choose_beta(Toy& toy, const SecretRequest& request) {
  toy.calls.push_back("beta " + std::string(request.secret));
  return Reply::ok();
}

inline Reply change(Toy&, const ChangingRequest&) { return Reply::ok(); }

inline bool is_three(const Toy& toy, std::span<const Argument> values) {
  return toy.is_open && values[0].text == "3";
}

// clang-format off
inline constexpr Command<Toy> toy_commands[] = {
    {.name = "+TOYDO", .source = "T1", .execute = do_it},
    {.name = "+TOYSET", .source = "T2", .needs = Toy::Needs::open, .read = show, .has_test = true,
     .write = {write_form<set_parameters, set>()}},
    {.name = "+TOYDATA", .source = "T3", .needs = Toy::Needs::open, .has_test = true,
     .write = {data_form<data_parameters, ask_for_data, take_data>()}},
    {.name = "+TOYDIARY", .source = "T4",
     .write = {secret_data(data_form<data_parameters, ask_for_data, take_data>())}},
    {.name = "+TOYLATER", .source = "T5", .execute = finish_later, .has_later_result = true},
    {.name = "+TOYHOLD", .source = "T6", .execute = hold, .has_later_result = true},
    {.name = "+TOYFIRST", .source = "T7", .execute = result_first},
    {.name = "+TOYSECRET", .source = "T8", .write = {write_form<secret_parameters, keep_secret>()}},
    {.name = "+TOYOPTION", .source = "T9", .has_test = true,
     .write = {keyword("Alpha", write_form<number_parameters, choose_alpha>()),
               unlisted(keyword("beta", write_form<secret_parameters, choose_beta>()))}},
    {.name = "+TOYMEANT", .source = "T10",
     .write = {write_form<number_parameters, choose_alpha>(),
               meant_when(is_three, write_form<number_parameters, choose_alpha>())}},
    {.name = "+TOYCHANGING", .source = "T11", .execute = do_it,
     .read = show, .read_when = given<&Settings::rel_result>, .has_test = true,
     .write = {only_when(given<&Settings::rel_result>, write_form<changing_parameters, change>())}},
    {.name = "+TOYEXTRA", .source = "T12", .when = given<&Settings::rel_result>, .execute = do_it,
     .has_test = true, .write = {write_form<number_parameters, choose_alpha>()}},
};
// clang-format on

inline constexpr CommandTable<Toy> toy_tables[] = {
    [] { return std::span<const Command<Toy>>(toy_commands); }};

static_assert(std::ranges::all_of(toy_commands, write_forms_differ<Toy>));

}  // namespace atmqtt::at::test
