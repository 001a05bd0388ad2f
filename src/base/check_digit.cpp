#include "base/check_digit.hpp"

namespace atmqtt {

char check_digit_of(std::string_view digits) {
  int sum = 0;
  bool is_doubled = true;
  while (!digits.empty()) {
    int value = digits.back() - '0';
    digits.remove_suffix(1);
    if (is_doubled) value *= 2;
    sum += value > 9 ? value - 9 : value;
    is_doubled = !is_doubled;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool has_right_check_digit(std::string_view digits) {
  return digits.empty() || check_digit_of(digits.substr(0, digits.size() - 1)) == digits.back();
}

}  // namespace atmqtt
