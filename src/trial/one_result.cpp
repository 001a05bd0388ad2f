#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
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
    if (const auto* line = std::get_if<TextLine>(&item)) {
      auto result = client_result(line->text);
      // The lines of a read form look the same.
      const bool is_read_out =
          result && typed.next().ends_with('?') && command_name(typed.next()) == result->name;
      if (result && !is_read_out && std::ranges::find(with_result, result->name) != with_result.end()) {
        last_ = std::move(result);
      }
    }
  }

  void on_answer(const Answer& answer) override {
    const std::string name = command_name(answer.line);
    if (!answer.is_ok || answer.line.find('=') == std::string::npos || answer.line.ends_with('?') ||
        std::ranges::find(with_result, name) == with_result.end()) {
      return;
    }
    ++due_[{name, number_in(answer.line, 0)}];
  }

  /// What was due may have been told while nobody was there, or may come later.
  void on_port(bool is_open) override {
    if (is_open) return;
    last_.reset();
    for (auto& [command, count] : due_) maybe_[command] += count;
    due_.clear();
  }

  void on_calm(const TypedLines&) override {
    if (const auto result = std::exchange(last_, std::nullopt)) take(*result);
    for (const auto& [command, count] : due_) {
      if (count != 0) {
        violate(fmt::format("{} results of AT{}={} are missing", count, command.first,
                            command.second));
      }
    }
  }

 private:
  void take(const ClientResult& result) {
    const std::pair command(result.name, result.client);
    if (due_[command] > 0) {
      --due_[command];
    } else if (maybe_[command] > 0) {
      --maybe_[command];
    } else {
      violate(fmt::format("\"{}: {},{}\" is the result of nothing", result.name, result.client,
                          result.err));
    }
  }

  using Command = std::pair<std::string, int>;
  std::map<Command, int> due_;
  std::map<Command, int> maybe_;
  std::optional<ClientResult> last_;
};

}  // namespace

std::unique_ptr<Invariant> one_result() { return std::make_unique<OneResult>(); }

}  // namespace atmqtt::trial
