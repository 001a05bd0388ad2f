#include "base/check_digit.hpp"

namespace atmqtt {

bool has_right_check_digit(std::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  while (!digits.empty()) {
    int value = digits.back() - '0';
    digits.remove_suffix(1);
    if (is_doubled) value *= 2;
    sum += value > 9 ? value - 9 : value;
    is_doubled = !is_doubled;
  }
  return sum % 10 == 0;
}

}  // namespace atmqtt
