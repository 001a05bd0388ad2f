// Each command line gets exactly one final result code, and the same answer however it is cut.
//
// The input is one line of a host without its end, and nothing in it switches answers off.

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"
#include "base/check.hpp"
#include "input.hpp"
#include "support/feeds.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt {
namespace {

constexpr Time power_on{std::chrono::hours(1)};

/// Counts the final result codes among the lines that the modem sends.
class Counter final : public Observer {
 public:
  [[nodiscard]] bool is_tracing() const override { return true; }
  void on_line(Direction direction, std::string_view text) override {
    if (direction == Direction::sent && is_final(text)) ++count_;
  }
  void on_packet(int, Direction, std::string_view) override {}
  void on_why(std::string_view text) override { CHECK(text.starts_with("why ")); }

  [[nodiscard]] int count() const { return count_; }

 private:
  static bool is_final(std::string_view text) {
    return text == "OK" || text == "ERROR" || text.starts_with("+CME ERROR: ");
  }

  int count_ = 0;
};

/// A modem in a world that refuses whatever it is asked for; only links are neither opened nor
/// refused.
class Line {
 public:
  Line() { modem_.dte_opened(now_); }

  void type(std::string_view octets, std::size_t piece_size) {
    support::feed(octets, piece_size, [this](std::string_view piece) {
      while (!piece.empty() && modem_.wants_dte_octets()) {
        piece.remove_prefix(modem_.receive(piece, now_));
        turn();
      }
    });
  }

  /// What has been begun comes to its end: prompts and look-ups expire.
  void wait() {
    const Time end = now_ + std::chrono::minutes(10);
    for (turn(); modem_.deadline() <= end; turn()) {
      now_ = std::max(now_, modem_.deadline());
      modem_.on_time(now_);
      CHECK(modem_.deadline() > now_);
    }
  }

  [[nodiscard]] int final_count() const { return counter_.count(); }
  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  void tell(const NetworkEvent& event) { modem_.on_network_event(event, now_); }

  void turn() {
    while (const auto action = modem_.next_action()) {
      if (std::holds_alternative<StoreAction>(*action)) modem_.on_stored({}, now_);
      if (std::holds_alternative<LookUpName>(*action)) tell(NameNotFound{"there is no such name"});
      if (std::holds_alternative<StartPing>(*action)) tell(PingFailed{"there is no network"});
      if (std::holds_alternative<AskTime>(*action)) tell(TimeNotTold{{}, "there is no server"});
    }
    while (!modem_.dte_output().empty()) {
      output_ += modem_.dte_output();
      modem_.dte_written(modem_.dte_output().size(), now_);
    }
  }

  const ModemConfig config_;
  BufferPool pool_;
  Counter counter_;
  Time now_ = power_on;
  Modem modem_{config_, pool_, counter_, now_};
  std::string output_;
};

bool begins_like_a_command(std::string_view line) { return line.starts_with("AT"); }

/// Whether the line may ask for silence, for numbers instead of words, for other ends of lines, or
/// for a modem that is off before it answers.
bool may_be_silent(std::string_view line) {
  for (const std::string_view word : {"POF", "POWD", "RESET", "CFUN"}) {
    if (line.find(word) != std::string_view::npos) return true;
  }
  while (!line.empty()) {
    const std::string_view command = line.substr(0, line.find(';'));
    line.remove_prefix(std::min(command.size() + 1, line.size()));
    const std::string_view basic = command.substr(0, command.find('+'));
    if (basic.find_first_of("QVSZ") != std::string_view::npos) return true;
  }
  return false;
}

/// The input as one line, in capitals. Without CR and LF it cannot end, without BS not lose its AT.
std::string make_line(std::string_view text) {
  std::string line;
  for (const char octet : text) {
    if (octet == '\r' || octet == '\n' || octet == '\b') continue;
    line += octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
  }
  return line;
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  std::string line = make_line(fuzz::as_text(data, size));
  if (!begins_like_a_command(line) || may_be_silent(line)) return 0;
  line += '\r';
  std::array<std::string, 2> outputs;
  for (const std::size_t piece_size : {line.size(), std::size_t{1}}) {
    Line modem;
    modem.type(line, piece_size);
    modem.wait();
    CHECK(modem.final_count() == 1);
    outputs.at(piece_size == 1 ? 1 : 0) = modem.output();
  }
  CHECK(outputs[0] == outputs[1]);
  return 0;
}
