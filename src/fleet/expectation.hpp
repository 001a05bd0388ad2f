#pragma once

#include "fleet/figures.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace atmqtt::fleet {

/// What must be so at the end of a run, as in "errors==0" or "p99<50ms".
class Expectation {
 public:
  /// NAME OPERATOR VALUE: a figure, one of == != < <= > >=, and a number; of a time it has a unit,
  /// us, ms, s or min. The error says in words what is allowed.
  [[nodiscard]] static tl::expected<Expectation, std::string> parse(std::string_view text);

  /// False also when the figure was never measured.
  [[nodiscard]] bool is_met(const Report& report) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Figure& figure() const { return *figure_; }

 private:
  using Compare = bool (*)(double left, double right);
  struct Operator;
  static const Operator operators[];

  std::string text_;
  const Figure* figure_ = nullptr;
  Compare compare_ = nullptr;
  double value_ = 0;
};

}  // namespace atmqtt::fleet
