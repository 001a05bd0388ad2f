#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace atmqtt::trial {
namespace {

bool is_unsolicited(std::string_view line) {
  constexpr std::array<std::string_view, 4> urcs = {
      "+CMQTTCONNLOST: ", "+CMQTTPING: ", "+CMQTTNONET", "+CIPEVENT: "};
  return std::ranges::any_of(urcs, [&](auto urc) { return line.starts_with(urc); });
}

/// An answer has begun when information of the command has come that is due. What looks like a
/// result may be that of an earlier command.
bool begins_answer(std::string_view line, std::string_view command) {
  return !client_result(line) && command.ends_with('?') &&
         line.starts_with(command_name(command) + ": ");
}

class QuietAnswers final : public Invariant {
 public:
  QuietAnswers() : Invariant("no URC inside an answer or data entry") {}

  void on_item(const Item& item, const TypedLines& typed) override {
    if (const auto* broken = std::get_if<Broken>(&item)) violate(broken->why);
    const auto* line = std::get_if<TextLine>(&item);
    const bool is_group = std::holds_alternative<Group>(item);
    const bool is_urc = is_group || (line && is_unsolicited(line->text));
    const std::string text = is_group ? "an RX group" : line ? line->text : "a final result code";
    if (typed.is_entry_open() && is_urc) {
      violate(fmt::format("{} stands in the data of \"{}\"", text, typed.next()));
    }
    if (is_inside_ && is_urc) {
      violate(fmt::format("{} stands in the answer to \"{}\"", text, typed.next()));
    }
    if (std::holds_alternative<FinalCode>(item) || std::holds_alternative<Prompt>(item)) {
      is_inside_ = false;
    } else if (line && begins_answer(line->text, typed.next())) {
      is_inside_ = true;
    }
  }
  void on_port(bool) override { is_inside_ = false; }

 private:
  bool is_inside_ = false;
};

}  // namespace

std::unique_ptr<Invariant> quiet_answers() { return std::make_unique<QuietAnswers>(); }

}  // namespace atmqtt::trial
