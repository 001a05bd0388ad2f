#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace atmqtt::trial {
namespace {

constexpr std::array<std::string_view, 5> with_result = {"+CMQTTCONNECT", "+CMQTTPUB", "+CMQTTSUB",
                                                         "+CMQTTUNSUB", "+CMQTTDISC"};

/// A result is told from the value of a refusal by what follows: ERROR for the same command.
class OneResult final : public Invariant {
 public:
  OneResult() : Invariant("exactly one result for each command that is accepted") {}

  void on_item(const Item& item, const TypedLines& typed) override {
    if (const auto result = std::exchange(last_, std::nullopt)) {
      const auto* code = std::get_if<FinalCode>(&item);
      const bool is_refusal = code && !code->is_ok && command_name(typed.next()) == result->name;
      if (!is_refusal) take(*result);
    }
    if (std::holds_alternative<FinalCode>(item)) read_out_.clear();
    if (const auto* line = std::get_if<TextLine>(&item)) {
      const auto result = client_result(line->text);
      if (result && std::ranges::find(with_result, result->name) != with_result.end()) {
        hold(*result, typed.next());
      }
    }
  }

  void on_answer(const Answer& answer) override {
    const auto command = with_result_of(answer.line);
    if (answer.is_ok && command) ++due_[*command];
  }

  /// The modem may have begun it, and then it tells its result to whoever opens the port next.
  void on_unanswered(std::string_view line) override {
    if (const auto command = with_result_of(line)) ++maybe_[*command];
  }

  /// What was due may have been told while nobody was there, or may come later.
  void on_port(bool is_open) override {
    if (is_open) return;
    last_.reset();
    read_out_.clear();
    for (auto& [command, count] : due_) maybe_[command] += count;
    due_.clear();
  }

  void on_calm(const TypedLines&) override {
    if (const auto result = std::exchange(last_, std::nullopt)) take(*result);
    for (const auto& [command, count] : due_) {
      if (count != 0) {
        violate(
            fmt::format("{} results of AT{}={} are missing", count, command.first, command.second));
      }
    }
  }

 private:
  using Command = std::pair<std::string, int>;

  static std::optional<Command> with_result_of(std::string_view line) {
    std::string name = command_name(line);
    if (line.find('=') == std::string_view::npos || line.ends_with('?') ||
        std::ranges::find(with_result, name) == with_result.end()) {
      return std::nullopt;
    }
    return Command(std::move(name), number_in(line, 0));
  }

  /// The answer to AT+CMQTTDISC? has one line for each client, which looks like a result. Only the
  /// last of a client before the final result code is of that answer.
  void hold(const ClientResult& result, std::string_view next_line) {
    if (!next_line.ends_with('?') || command_name(next_line) != "+CMQTTDISC" ||
        result.name != "+CMQTTDISC") {
      last_ = result;
      return;
    }
    auto& held = read_out_[result.client];
    if (held) take(*held);
    held = result;
  }

  void take(const ClientResult& result) {
    const Command command(result.name, result.client);
    if (due_[command] > 0) {
      --due_[command];
    } else if (maybe_[command] > 0) {
      --maybe_[command];
    } else {
      violate(fmt::format("\"{}: {},{}\" is the result of nothing", result.name, result.client,
                          result.err));
    }
  }

  std::map<Command, int> due_;
  std::map<Command, int> maybe_;
  std::map<int, std::optional<ClientResult>> read_out_;  ///< by client
  std::optional<ClientResult> last_;
};

}  // namespace

std::unique_ptr<Invariant> one_result() { return std::make_unique<OneResult>(); }

}  // namespace atmqtt::trial
