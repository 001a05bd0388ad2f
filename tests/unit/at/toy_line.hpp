#pragma once

#include "at/saved_settings.hpp"
#include "at/store_requests.hpp"
#include "at/v250_commands.hpp"
#include "support/feeds.hpp"
#include "support/recording_observer.hpp"
#include "toy.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at::test {

inline constexpr std::string_view ok = "\r\nOK\r\n";
inline constexpr std::string_view error = "\r\nERROR\r\n";

inline std::string operator+(std::string_view a, std::string_view b) {
  return std::string(a).append(b);
}

/// The settings of most tests: without echo, which would hide the answers in the expectations.
inline Settings without_echo() {
  Settings settings;
  settings.echo = false;
  return settings;
}

/// An interpreter with the toy and the basic commands, and a DTE that reads everything at once.
class ToyLine {
 public:
  explicit ToyLine(Settings settings = without_echo()) : settings_(std::move(settings)) {
    line.add(toy_commands_);
    line.add(v250_commands_);
    saved.add(saved_registers_);
    line.attach();
  }

  /// The host types; returns what it reads while it does.
  std::string type(std::string_view octets, std::size_t piece_size) {
    std::string read;
    support::feed(octets, piece_size, [this, &read](std::string_view piece) {
      while (!piece.empty()) {
        const std::size_t taken = line.receive(piece, now);
        if (taken == 0 && !line.wants_octets()) break;
        piece.remove_prefix(taken);
        read += run();
      }
    });
    return read;
  }
  std::string type(std::string_view octets) { return type(octets, octets.size()); }

  /// Everything happens that can; returns what the host reads of it.
  std::string run() {
    bool has_more = true;
    while (has_more) {
      has_more = line.advance(now);
      line.flush(now);
      if (!actions.empty() && keeps_at_once) {
        answer({});
        has_more = true;
      }
    }
    return read();
  }

  /// The keeper's answer to what was asked of it.
  void answer(const StoreResult& result) {
    actions.clear();
    store.answer(result);
  }

  /// Time passes, each deadline on the way being met; returns what the host reads.
  std::string pass(Duration duration) {
    std::string read;
    const Time end = now + duration;
    while (line.deadline() <= end) {
      now = std::max(now, line.deadline());
      line.on_time(now);
      read += run();
    }
    now = end;
    line.on_time(now);
    return read + run();
  }

  std::string read() {
    std::string octets(line.writer().view());
    line.writer().pop(octets.size());
    return octets;
  }

 private:
  Settings settings_;
  BufferPool pool_;

 public:
  Time now{std::chrono::hours(1)};
  support::RecordingObserver observer;
  Interpreter line{settings_, pool_, observer};
  Toy toy{line};
  SavedSettings saved;
  std::vector<Action> actions;
  StoreRequests store{line, actions};
  bool keeps_at_once = true;  ///< whatever is to be kept
  V250 v250{line, saved, store};

 private:
  CommandTables<Toy> toy_commands_{toy_tables, toy, settings_};
  CommandTables<V250> v250_commands_{v250_command_tables, v250, settings_};
  SavedTable<Registers> saved_registers_{saved_registers(), line.registers()};
};

/// Types `input` in all ways and expects `output`; then types on, half a command first, which must
/// stay until its other half comes.
inline void expect_answer(std::string_view input, std::string_view output,
                          const Settings& settings = without_echo()) {
  for (const std::size_t piece_size : support::piece_sizes(input)) {
    ToyLine whole(settings);
    EXPECT_EQ(whole.type(input, piece_size), output)
        << testing::PrintToString(input) << " in pieces of " << piece_size;
  }
  ToyLine line(settings);
  const std::string tail = "AT+TOYD";
  const std::string echo = settings.echo ? tail : "";
  ASSERT_EQ(line.type(input + std::string_view(tail)), output + std::string_view(echo))
      << testing::PrintToString(input) << " with a tail";
  const auto calls = line.toy.calls;
  (void)line.type("O\r");
  ASSERT_EQ(line.toy.calls.size(), calls.size() + 1);
  EXPECT_EQ(line.toy.calls.back(), "do");
}

}  // namespace atmqtt::at::test
