#include "device/boot_lines.hpp"

#include "device/lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

/// Lines that come when the SIM is ready.
constexpr std::string_view sim_lines[] = {"+CPIN:", "+MSTK:"};
/// Lines that come when what the SIM holds has been read. All others come at once.
constexpr std::string_view read_lines[] = {"SMS DONE", "PB DONE"};

template <std::size_t count>
bool is_one_of(const std::string_view (&prefixes)[count], std::string_view line) {
  return std::ranges::any_of(prefixes,
                             [line](std::string_view prefix) { return line.starts_with(prefix); });
}

}  // namespace

void BootLines::begin() {
  due_.clear();
  for_each_line(settings_.boot_lines, [this](auto line) { due_.push_back(line); });
}

void BootLines::update() {
  if (!reads_since_ && sim_.is_ready()) reads_since_ = now_;
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
  if (is_one_of(sim_lines, line)) return sim_.is_ready();
  if (is_one_of(read_lines, line)) {
    return reads_since_ && now_ >= *reads_since_ + settings_.boot_read_delay;
  }
  return true;
}

Time BootLines::deadline() const {
  if (!reads_since_ || due_.empty()) return never;
  const Time read = *reads_since_ + settings_.boot_read_delay;
  return now_ < read ? read : never;
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
