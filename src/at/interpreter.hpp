#pragma once

#include "at/command_set.hpp"
#include "at/line_assembler.hpp"
#include "at/reply.hpp"
#include "at/response_writer.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"
#include "base/compact_text.hpp"
#include "base/octet_queue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at {

/// The DCE's side of the line: octets of the DTE in, answers out.
///
/// Rules. Exactly one final result code per command line; the first command that fails ends its
/// line. What is unsolicited (results that follow OK, URCs) waits in a queue for a boundary: it
/// never stands inside an answer, between prompt and last counted octet, or inside a line that is
/// being typed, which holds it for a limited time only. Octets that come while a line is held are
/// kept and echoed when they are processed. So the output does not depend on how the input was cut.
class Interpreter {
 public:
  Interpreter(const LineSettings& settings, BufferPool& pool, Observer& observer);

  /// Adds commands. Needs: the set outlives the interpreter.
  void add(CommandSet& set) { sets_.push_back(&set); }

  /// The DTE and what passes between it and the line, from the interpreter that was there before a
  /// reset of the module: octets that were not processed, and octets that were not written.
  void take_over(Interpreter& before);

  /// Octets that were received and not processed are lost: the module does not hear.
  void drop_input() { input_.clear(); }

  /// Octets from the DTE are kept for advance(). Returns how many there was room for.
  [[nodiscard]] std::size_t receive(std::string_view octets, Time now);
  [[nodiscard]] bool wants_octets() const;

  /// Processes what was received, up to the next boundary or as far as it goes. Returns whether
  /// more can be processed.
  [[nodiscard]] bool advance(Time now);

  /// Queues a result that follows OK, or a URC.
  void post_result(std::string_view text) { post(Post::result, text); }
  void post_urc(std::string_view text) { post(Post::urc, text); }

  /// Writes what is queued, if it may stand here.
  void flush(Time now);

  /// The earliest time at which something unsolicited may stand here if no octet comes: `now`, the
  /// end of the time for which a half-typed line holds it, or `never`.
  [[nodiscard]] Time next_boundary(Time now) const;

  /// When the last post_result() was written.
  [[nodiscard]] Time last_result_time() const { return last_result_time_; }

  /// Names the command line that runs, for finish().
  [[nodiscard]] std::uint32_t line_number() const { return line_number_; }

  /// Whether the command of that line still waits for finish(), so that its answer may go on.
  [[nodiscard]] bool is_pending(std::uint32_t line_number) const {
    return mode_ == Mode::pending && line_number == line_number_;
  }

  /// The final result of a command that answered Reply::pending(). Ignored when that line is gone
  /// with its DTE. `reply` is OK or ERROR with its values.
  void finish(std::uint32_t line_number, Reply reply);

  /// The first command that was asked for and that there is none of, when the process is to end for
  /// it; empty before.
  [[nodiscard]] std::string_view missing_command() const { return missing_command_; }

  void attach() { writer_.attach(); }
  /// Drops a partial line, type-ahead and data entry without an answer (decision E11).
  void detach();

  [[nodiscard]] Time deadline() const;
  void on_time(Time now);

  /// Whether no answer is due, nothing is queued and all input is processed.
  [[nodiscard]] bool is_quiet() const;

  [[nodiscard]] ResponseWriter& writer() { return writer_; }
  [[nodiscard]] const ResponseWriter& writer() const { return writer_; }
  [[nodiscard]] Registers& registers() { return registers_; }

 private:
  enum class Mode : unsigned char { command, entering, pending };
  enum class Post : char { result = 'r', urc = 'u' };

  /// The command that runs, or ran last. What it was parsed to is large and seldom needed again: a
  /// command that takes data is parsed anew when that is there.
  struct Current {
    CommandSet* set = nullptr;
    Selection selection;
    Form form{};
    std::string_view text;  ///< in the line that runs
  };

  void post(Post kind, std::string_view text);
  void take_command_octets();
  void take_data_octets();
  [[nodiscard]] Time data_deadline() const;
  void begin_line();
  void run_rest();
  [[nodiscard]] bool select(const ParsedCommand& parsed);
  [[nodiscard]] ParsedCommand parse_current() const;
  /// Answers a command that there is none of. Returns whether the line goes on.
  [[nodiscard]] bool pass_unknown(const ParsedCommand& parsed);
  /// Acts on a reply. Returns whether the line goes on.
  [[nodiscard]] bool settle(Reply&& reply);
  void end_line(ResultCode code, std::optional<CmeError> cme = {});
  void write_final(ResultCode code, std::optional<CmeError> cme);
  void write_posts();
  void fail(std::string_view command, std::string_view why);
  void expect_surplus(bool is_secret);
  [[nodiscard]] bool is_understood(std::string_view body);
  [[nodiscard]] std::string shown(std::string_view command) const;
  void explain(const Reply& reply);
  void complete_data();
  [[nodiscard]] std::string masked(std::string_view body);
  void trace_received(std::string_view text);

  const LineSettings& settings_;
  Observer& observer_;
  Registers registers_;
  ResponseWriter writer_;
  LineAssembler assembler_;
  std::vector<CommandSet*> sets_;

  /// Data that is secret came, or was to come, and may have been longer than announced: until a
  /// line is understood as a whole, it may be the rest of that data.
  bool may_be_secret_ = false;
  bool hides_line_ = false;  ///< nothing of the line that runs is shown

  OctetQueue input_;
  PooledString echo_;
  OctetQueue posts_;
  PooledString data_;
  std::size_t data_size_ = 0;

  CompactText missing_command_;

  Mode mode_ = Mode::command;
  Current current_;
  std::string_view rest_;  ///< of the body of the line that runs
  std::uint32_t line_number_ = 0;
  Time now_{};              ///< of the call that runs
  Time last_octet_time_{};  ///< when it was processed, or came
  Time prompt_time_{};
  Time last_result_time_ = Time::min();
};

}  // namespace atmqtt::at
