#include "app/outcome.hpp"

namespace atmqtt::app {

Counts count(std::span<const Outcome> outcomes) {
  Counts counts;
  for (const Outcome& outcome : outcomes) {
    if (outcome.is_passed()) {
      ++counts.passed;
    } else if (outcome.skip_reason) {
      ++counts.skipped;
    } else {
      ++counts.failed;
    }
  }
  return counts;
}

}  // namespace atmqtt::app
