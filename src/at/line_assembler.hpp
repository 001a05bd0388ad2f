#pragma once

#include "at/registers.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::at {

/// Makes command lines of octets (V.250 5.2): prefix, S5 editing, S3 termination, A/.
///
/// Before the prefix blanks and control octets are skipped; any other text makes the line silent up
/// to its end. Behind counted data, and behind a refused command that would have asked for data, a
/// DTE may send more than it announced: there text is dropped, without an echo, up to CR, LF, or
/// just before AT+, unless it begins with
/// AT and the end of a line, a letter, a plus sign or an ampersand: then it is the next command
/// line, which hosts send without more ado (decision B2).
///
/// An LF right after the end of a line belongs to that end. So the assembler learns how the DTE
/// ends its lines, which decides whether an LF is the first octet of data (decision B1).
class LineAssembler {
 public:
  explicit LineAssembler(const Registers& registers) : registers_(registers) {}

  enum class Outcome : unsigned char {
    more,      ///< the line goes on
    line,      ///< a command line is complete, see body()
    repeat,    ///< A/: body() is that of the last line
    too_long,  ///< a command line ended that was longer than limits::command_line_size_max
  };

  /// Takes one octet. Appends to `echo` what the DTE is to see of it.
  Outcome take(char octet, std::string& echo);

  /// The last complete command line without its prefix, its end and the blanks and control octets
  /// outside of quotes.
  [[nodiscard]] std::string_view body() const { return body_; }

  /// Whether a line has been begun and not ended.
  [[nodiscard]] bool is_half_typed() const;

  /// Forgets a line that has been begun, and how the DTE ends its lines.
  void drop_partial();

  /// The line goes on behind the one that ended last in the assembler that was there before.
  void take_over(const LineAssembler& before);

  /// From here on text is dropped as described above.
  void expect_surplus() { state_ = State::surplus_start; }

  /// Data follows the line that just ended. Whether this octet, the first to come, is the LF of
  /// that line's end and not data.
  [[nodiscard]] bool ends_line(char first_octet);

 private:
  enum class State : unsigned char {
    start,          ///< before the prefix
    a,              ///< after A
    body,           ///< after AT
    silent,         ///< in a line without prefix
    surplus_start,  ///< behind data; nothing but blanks so far
    surplus_a,      ///< there, after A or AT
    surplus,        ///< in text to be dropped
  };
  enum class LineEnd : unsigned char { unknown, cr, cr_lf };

  Outcome take_start(char octet, std::string& echo);
  Outcome take_after_a(char octet);
  Outcome take_body(char octet);
  Outcome take_surplus_start(char octet, std::string& echo);
  void take_surplus(char octet, std::string& echo);
  void withhold(char octet) { withheld_[withheld_count_++] = octet; }
  [[nodiscard]] bool ends_surplus(char octet) const;
  [[nodiscard]] bool may_follow_prefix(char octet) const;
  void release(std::string& echo);
  void begin_body(std::string_view typed);
  Outcome finish_body();
  void finish_line(State next);
  void learn(char octet);

  const Registers& registers_;
  std::string body_;
  std::array<char, 3> withheld_{};  ///< octets behind data that may be AT+, as they were typed
  std::size_t withheld_count_ = 0;
  State state_ = State::start;
  LineEnd line_end_ = LineEnd::unknown;
  bool is_after_end_ = false;  ///< the octet before was the end of a line
  bool is_too_long_ = false;
};

}  // namespace atmqtt::at
