#include "device/boot_lines.hpp"

#include "device/lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

/// When a line may be printed.
enum class When : unsigned char { at_once, sim_ready, registered };

struct Condition {
  std::string_view prefix;
  When when;
};

constexpr Condition conditions[] = {
    {"+CPIN:", When::sim_ready},
    {"SMS DONE", When::sim_ready},
    {"PB DONE", When::sim_ready},
    {"+CGEV:", When::registered},
};

When when_of(std::string_view line) {
  const auto* found = std::ranges::find_if(
      conditions, [line](const Condition& each) { return line.starts_with(each.prefix); });
  return found == std::end(conditions) ? When::at_once : found->when;
}

}  // namespace

void BootLines::begin() {
  due_.clear();
  for_each_line(settings_.boot_lines, [this](auto line) { due_.push_back(line); });
}

void BootLines::update() {
  const auto print = [this](std::string_view line) {
    if (!is_so(line)) {
      tell_lock(line);
      return false;
    }
    line_.post_urc(line);
    return true;
  };
  std::erase_if(due_, print);
}

bool BootLines::is_so(std::string_view line) const {
  switch (when_of(line)) {
    case When::at_once: return true;
    case When::sim_ready: return sim_.is_ready();
    case When::registered: return radio_.is_registered();
  }
  return false;
}

/// A SIM that waits to be unlocked says so where it would have said that it is ready.
void BootLines::tell_lock(std::string_view line) {
  constexpr std::string_view prefix = "+CPIN:";
  const SimState state = sim_.state();
  const bool is_locked = state == SimState::pin || state == SimState::puk;
  if (has_told_lock_ || !is_locked || !line.starts_with(prefix)) return;
  has_told_lock_ = true;
  line_.post_urc(fmt::format("{} {}", prefix, text_of(state)));
}

}  // namespace atmqtt::device
