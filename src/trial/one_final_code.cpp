#include "base/escape.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

namespace atmqtt::trial {
namespace {

class OneFinalCode final : public Invariant {
 public:
  OneFinalCode() : Invariant("one final result code per command line") {}

  void on_item(const Item& item, const TypedLines& typed) override {
    if (std::holds_alternative<Prompt>(item) && !announced_size(typed.next())) {
      violate(fmt::format("a prompt for \"{}\"", escape(typed.next())));
    }
    if (const auto* code = std::get_if<FinalCode>(&item); code && typed.next().empty()) {
      violate(fmt::format("\"{}\" answers no command line", code->text));
    }
  }

  void on_calm(const TypedLines& typed) override {
    if (typed.is_answer_due()) violate(fmt::format("\"{}\" is not answered", escape(typed.next())));
  }
};

}  // namespace

std::unique_ptr<Invariant> one_final_code() { return std::make_unique<OneFinalCode>(); }

}  // namespace atmqtt::trial
