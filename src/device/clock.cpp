#include "device/clock.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace atmqtt::device {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int century = 2000;
constexpr std::chrono::minutes quarter{15};
constexpr int zone_max = 96;

/// Takes two digits from the front of `text`, then `separator` unless that is 0.
std::optional<int> take_two_digits(std::string_view& text, char separator) {
  unsigned value = 0;
  if (text.size() < 2) return std::nullopt;
  const auto result = std::from_chars(text.data(), text.data() + 2, value);
  if (result.ec != std::errc() || result.ptr != text.data() + 2) return std::nullopt;
  text.remove_prefix(2);
  if (separator == 0) return static_cast<int>(value);
  if (text.empty() || text.front() != separator) return std::nullopt;
  text.remove_prefix(1);
  return static_cast<int>(value);
}

std::optional<std::chrono::minutes> parse_zone(std::string_view text) {
  if (text.size() != 3 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto quarters = take_two_digits(text, 0);
  if (!quarters || *quarters > zone_max) return std::nullopt;
  return sign * *quarters * quarter;
}

}  // namespace

std::chrono::sys_seconds Clock::utc() const {
  return set_to_ + std::chrono::duration_cast<std::chrono::seconds>(now_ - set_at_);
}

std::string Clock::text() const {
  const auto local = utc() + zone_;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  const auto quarters = zone_ / quarter;
  return fmt::format("{:02}/{:02}/{:02},{:02}:{:02}:{:02}{:+03}",
                     static_cast<int>(date.year()) % 100, static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), quarters);
}

bool Clock::set(std::string_view text) {
  constexpr std::array<char, 6> separators = {'/', '/', ',', ':', ':', 0};
  std::array<int, 6> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = take_two_digits(text, separators[i]);
    if (!part) return false;
    parts[i] = *part;
  }
  const auto zone = text.empty() ? std::optional(zone_) : parse_zone(text);
  const year_month_day date(std::chrono::year(century + parts[0]),
                            std::chrono::month(static_cast<unsigned>(parts[1])),
                            std::chrono::day(static_cast<unsigned>(parts[2])));
  if (!zone || !date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return false;
  zone_ = *zone;
  set_to_ = sys_days(date) + std::chrono::hours(parts[3]) + std::chrono::minutes(parts[4]) +
            std::chrono::seconds(parts[5]) - zone_;
  set_at_ = now_;
  return true;
}

void Clock::set(std::chrono::sys_seconds utc, int zone) {
  set_to_ = utc;
  set_at_ = now_;
  zone_ = zone * quarter;
}

}  // namespace atmqtt::device
