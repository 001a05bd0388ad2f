#include "device/boot_lines.hpp"

#include "device/lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

/// Lines that come when the SIM is ready; all others come at once.
constexpr std::string_view sim_lines[] = {"+CPIN:", "SMS DONE", "PB DONE"};

bool needs_sim(std::string_view line) {
  return std::ranges::any_of(sim_lines,
                             [line](std::string_view prefix) { return line.starts_with(prefix); });
}

}  // namespace

void BootLines::begin() {
  due_.clear();
  for_each_line(settings_.boot_lines, [this](auto line) { due_.push_back(line); });
}

void BootLines::update() {
  const auto print = [this](std::string_view line) {
    if (needs_sim(line) && !sim_.is_ready()) {
      tell_lock(line);
      return false;
    }
    line_.post_urc(line);
    return true;
  };
  std::erase_if(due_, print);
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
