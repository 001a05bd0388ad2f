#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::trial {

/// What a host has typed, as V.250 and decisions B1, B2 and B10 read it: which command line is the
/// next to be answered, and what is data. Written apart from the modem's own code. It is for hosts
/// that use CR and no editing, and knows of data only by the prompts that come.
class TypedLines {
 public:
  struct Line {
    std::string text{};  ///< without its CR
    std::string data{};  ///< counted octets, behind a prompt
  };

  void type(std::string_view octets);
  /// The port was closed: what was not answered never will be.
  void drop();

  /// A prompt has come for the next line. False: no line asks for data.
  [[nodiscard]] bool prompt();
  /// A final result code has come: the line that it ends, or nothing when none waits for one.
  [[nodiscard]] std::optional<Line> finish(bool is_ok);

  /// The line that the next answer is for, without taking it; empty when there is none.
  [[nodiscard]] std::string next() const;
  /// Whether a prompt was answered by fewer octets than the line counts.
  [[nodiscard]] bool is_entry_open() const { return entry_ && typed_.size() < entry_size_; }
  [[nodiscard]] bool is_in_entry() const { return entry_.has_value(); }
  /// Whether a whole command line, or whole data, waits for its final result code.
  [[nodiscard]] bool is_answer_due() const;

 private:
  struct Found {
    std::size_t begin{};
    std::size_t end{};  ///< behind the CR
  };
  [[nodiscard]] std::optional<Found> find() const;
  void drop_surplus();

  std::string typed_;
  std::optional<std::string> entry_;  ///< the line that has got its prompt
  std::size_t entry_size_ = 0;
  bool is_in_surplus_ = false;
};

/// How many octets a command line announces: the last number of its first two values; nothing when
/// it takes no data. Of the chapter's commands only.
[[nodiscard]] std::optional<std::size_t> announced_size(std::string_view line);

/// The name between AT and =, ?, or the end, in capitals: +CMQTTPUB.
[[nodiscard]] std::string command_name(std::string_view line);

/// The value number `place`, from 0, behind =; -1 when there is none or it is no number.
[[nodiscard]] int number_in(std::string_view line, std::size_t place);

}  // namespace atmqtt::trial
