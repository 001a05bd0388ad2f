#include "trial/trial.hpp"

#include <algorithm>
#include <numeric>

namespace atmqtt::trial {

std::vector<std::size_t> minimise(const Plan& plan, const std::string& invariant,
                                  const std::function<std::string(const Plan& plan)>& breaks,
                                  int tries_max) {
  std::vector<std::size_t> kept(plan.events.size());
  std::iota(kept.begin(), kept.end(), std::size_t{});
  std::size_t parts = 2;
  while (!kept.empty() && tries_max > 0) {
    const std::size_t size = (kept.size() + parts - 1) / parts;
    bool is_smaller = false;
    for (std::size_t begin = 0; begin < kept.size() && !is_smaller && tries_max > 0;
         begin += size) {
      std::vector<std::size_t> rest = kept;
      const auto first = rest.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last =
          rest.begin() + static_cast<std::ptrdiff_t>(std::min(begin + size, rest.size()));
      rest.erase(first, last);
      --tries_max;
      if (breaks(keep_only(plan, rest)) != invariant) continue;
      kept = std::move(rest);
      parts = std::max<std::size_t>(parts - 1, 2);
      is_smaller = true;
    }
    if (is_smaller) continue;
    if (size <= 1) break;
    parts = std::min(2 * parts, kept.size());
  }
  return kept;
}

}  // namespace atmqtt::trial
