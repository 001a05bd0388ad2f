#pragma once

#include "at/registers.hpp"
#include "at/result_code.hpp"
#include "atmqtt/observer.hpp"
#include "base/octet_queue.hpp"

#include <string_view>

namespace atmqtt::at {

/// Writes to the DTE: the only place that knows CR LF. Texts stand as V.250 5.7.1 lays them out,
/// formed by S3, S4, V and Q as they are at the moment. While no DTE is attached everything is
/// discarded.
class ResponseWriter {
 public:
  ResponseWriter(const Registers& registers, BufferPool& pool, Observer& observer)
      : registers_(registers), observer_(observer), output_(pool) {}

  /// The next information() is the first line of a response.
  void begin_response() { is_first_line_ = true; }

  /// A line of an information response: CR LF before the first, none before the others.
  /// `traced` is what the observer sees of it; it differs when the line holds a secret.
  void information(std::string_view text, std::string_view traced);
  void information(std::string_view text) { information(text, text); }

  /// The final result code: CR LF OK CR LF, or `0` CR under ATV0, or nothing under ATQ1.
  void final_result(ResultCode code);

  /// A final result code that is a text of its own, such as +CME ERROR: 3. Nothing under ATQ1.
  void final_result(std::string_view text);

  /// A result that follows OK, or a URC.
  void unsolicited(std::string_view text);

  /// The prompt, whose octets are the profile's, not V.250's.
  void prompt(std::string_view octets);

  void echo(std::string_view octets);

  /// The three of these write a text that is longer than a line, such as an RX group: the CR LF
  /// that goes before it, then lines, then data, each of these with its CR LF behind.
  void begin_text();
  void text_line(std::string_view text);
  void text_data(std::string_view octets);

  [[nodiscard]] std::string_view view() const { return output_.view(); }
  [[nodiscard]] std::size_t size() const { return output_.size(); }
  [[nodiscard]] std::uint64_t written() const { return output_.popped(); }
  [[nodiscard]] std::uint64_t appended() const { return output_.appended(); }
  /// The octets that wait for the DTE, and the DTE, from the writer that was there before.
  void take_over(ResponseWriter& before);

  void pop(std::size_t count) { output_.pop(count); }

  [[nodiscard]] bool is_attached() const { return is_attached_; }
  void attach() { is_attached_ = true; }

  /// The DTE has gone, and what it has not read with it.
  void detach();

 private:
  void line_end();
  void trace(std::string_view text);

  const Registers& registers_;
  Observer& observer_;
  OctetQueue output_;
  bool is_first_line_ = true;
  bool is_attached_ = false;
};

}  // namespace atmqtt::at
