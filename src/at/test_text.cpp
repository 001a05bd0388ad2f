#include "at/test_text.hpp"

namespace atmqtt::at {

void TestText::append(std::string_view name, const Ranges& ranges, const Traits& traits) {
  const bool is_bracketed = traits.is_bracketed && has_brackets_;
  if (traits.is_unlisted && !is_bracketed) return;
  if (is_bracketed && !is_in_brackets_) {
    out_ += '[';
    is_in_brackets_ = true;
  }
  if (!out_.empty()) out_ += ',';
  if (traits.is_named) {
    out_.append("\"").append(name).append("\"");
  } else if (traits.is_unlisted) {
    out_.append("<").append(name).append(">");
  } else {
    ranges.append_to(out_);
  }
}

}  // namespace atmqtt::at
