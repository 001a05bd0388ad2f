#include "app/live_stage.hpp"

#include "app/live_answer.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace atmqtt::app {
namespace {

/// When nothing has come for so long, nothing is on its way: more than a line at 9600 baud takes.
constexpr Duration quiet_time = std::chrono::milliseconds(200);

/// After so long a module that has not answered is asked again: it may have been booting, or it may
/// have taken the line for data.
constexpr Duration ask_again_time = std::chrono::seconds(1);

/// How a module is brought back to the state of power-on. Whatever it answers is right: what was
/// not begun cannot be ended.
constexpr std::string_view clearing_lines[] = {"AT+CMQTTDISC=0,60", "AT+CMQTTDISC=1,60",
                                               "AT+CMQTTREL=0", "AT+CMQTTREL=1", "AT+CMQTTSTOP"};

}  // namespace

LiveStage::LiveStage(io::EventLoop& loop, LiveTarget& target, Duration patience)
    : loop_(loop), work_(loop.context().get_executor()), target_(target), patience_(patience) {}

tl::expected<void, io::OpenError> LiveStage::open() {
  auto fd = target_.open_line();
  if (!fd) return tl::unexpected(fd.error());
  line_ = io::make_async<io::Channel>(loop_, *this, std::move(*fd));
  line_->set_reading(true);
  return {};
}

std::optional<std::string> LiveStage::objection(const sim::Step& step) const {
  if (const auto* action = std::get_if<sim::WorldAction>(&step.what)) {
    if (action->real != sim::WorldAction::Real::impossible) return std::nullopt;
    return fmt::format("'{}' needs the virtual world of broker none", action->text);
  }
  if (std::holds_alternative<sim::ExpectPacket>(step.what) && !target_.shows_packets()) {
    return "it cannot be seen what the server receives";
  }
  return std::nullopt;
}

sim::Stage::Done LiveStage::begin(bool echo) {
  if (target_.is_new() && echo) return {};
  const std::string_view line = echo ? "ATE1" : "ATE0";
  Duration left = patience_;
  while (!ask(line, std::min(left, ask_again_time))) {
    left -= std::min(left, ask_again_time);
    if (!is_open()) return tl::make_unexpected("the line has ended");
    if (left == Duration::zero()) {
      return tl::unexpected(fmt::format("the modem does not answer {}", line));
    }
  }
  return target_.is_new() ? Done() : clear_up();
}

sim::Stage::Done LiveStage::clear_up() {
  for (const std::string_view line : clearing_lines) {
    if (ask(line, patience_)) continue;
    return tl::unexpected(fmt::format("the modem does not answer {}", line));
  }
  come_to_rest();
  consume_output(output_.size());
  return {};
}

bool LiveStage::ask(std::string_view line, Duration limit) {
  consume_output(output_.size());
  if (!type(std::string(line) + "\r")) return false;
  while (!is_answered(line, output_)) {
    if (!wait(limit)) return false;
  }
  consume_output(output_.size());
  return true;
}

sim::Stage::Done LiveStage::type(std::string_view octets) {
  if (!is_open()) return tl::make_unexpected("the line has ended");
  unwritten_ += octets;
  flush();
  return {};
}

void LiveStage::consume_output(std::size_t count) {
  output_.erase(0, count);
  hold_or_read();
}

/// A modem that sends without end is held by flow control.
void LiveStage::hold_or_read() {
  if (is_open()) line_->set_reading(output_.size() < limits::unseen_output_size_max);
}

void LiveStage::flush() {
  if (!is_open()) return;
  unwritten_.erase(0, line_->write(unwritten_));
}

bool LiveStage::wait(Duration& left) {
  const auto begin = std::chrono::steady_clock::now();
  loop_.context().restart();
  while (!has_news_ && is_open() && loop_.context().run_one_until(begin + left) > 0) {
  }
  const Duration spent = std::chrono::steady_clock::now() - begin;
  left -= std::min(left, spent);
  return std::exchange(has_news_, false);
}

void LiveStage::wait_out(Duration duration) {
  const auto end = std::chrono::steady_clock::now() + duration;
  loop_.context().restart();
  while (loop_.context().run_one_until(end) > 0) {
  }
}

void LiveStage::come_to_rest() { wait_out(quiet_time); }

sim::Stage::Done LiveStage::perform(const sim::WorldAction& action) {
  using Real = sim::WorldAction::Real;
  switch (action.real) {
    case Real::wait: wait_out(action.duration); return {};
    case Real::close_dte:
      if (!is_open()) return tl::make_unexpected("there is no DTE");
      line_.reset();
      unwritten_.clear();
      return {};
    case Real::open_dte:
      if (is_open()) return tl::make_unexpected("there is a DTE already");
      if (auto opened = open(); !opened) return tl::unexpected(opened.error().text);
      return {};
    case Real::impossible: break;
  }
  return tl::unexpected(fmt::format("'{}' needs the virtual world of broker none", action.text));
}

std::span<const std::string> LiveStage::packets(int client, std::size_t count) {
  if (!target_.shows_packets()) return {};
  Duration left = patience_;
  const auto begin = std::chrono::steady_clock::now();
  loop_.context().restart();
  while (target_.packets(client).size() < count &&
         loop_.context().run_one_until(begin + left) > 0) {
  }
  return target_.packets(client);
}

void LiveStage::on_channel_octets(std::string_view octets) {
  output_ += octets;
  has_news_ = true;
  hold_or_read();
}

void LiveStage::on_channel_end(std::error_code) {
  line_.reset();
  unwritten_.clear();
}

}  // namespace atmqtt::app
