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
  const auto is_so = [this](std::string_view line) {
    switch (when_of(line)) {
      case When::at_once: return true;
      case When::sim_ready: return sim_.is_ready();
      case When::registered: return radio_.is_registered();
    }
    return false;
  };
  const auto print = [&](std::string_view line) {
    if (!is_so(line)) return false;
    line_.post_urc(line);
    return true;
  };
  tell_lock();
  std::erase_if(due_, print);
}

/// A SIM that waits to be unlocked says so where it would have said that it is ready.
void BootLines::tell_lock() {
  constexpr std::string_view prefix = "+CPIN:";
  const SimState state = sim_.state();
  if (has_told_lock_ || (state != SimState::pin && state != SimState::puk)) return;
  has_told_lock_ = true;
  const auto tells = [](std::string_view line) { return line.starts_with(prefix); };
  if (std::ranges::any_of(due_, tells))
    line_.post_urc(fmt::format("{} {}", prefix, text_of(state)));
}

}  // namespace atmqtt::device
