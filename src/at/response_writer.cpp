#include "at/response_writer.hpp"

#include "at/masking.hpp"
#include "base/escape.hpp"

#include <utility>

namespace atmqtt::at {
void ResponseWriter::line_end() {
  output_.tail() += registers_.termination();
  output_.tail() += registers_.formatting();
}

void ResponseWriter::trace(std::string_view text) {
  if (observer_.is_tracing()) observer_.on_line(Direction::sent, escape(text));
}

void ResponseWriter::information(std::string_view text, std::string_view traced) {
  if (!is_attached_) return;
  if (is_first_line_ && registers_.verbose) line_end();
  is_first_line_ = false;
  output_.append(text);
  line_end();
  trace(traced);
}

void ResponseWriter::final_result(ResultCode code) {
  if (!is_attached_ || registers_.quiet) return;
  if (registers_.verbose) {
    line_end();
    output_.append(text_of(code));
    line_end();
    trace(text_of(code));
  } else {
    const char digit = static_cast<char>('0' + static_cast<int>(code));
    output_.tail() += digit;
    output_.tail() += registers_.termination();
    trace(std::string_view(&digit, 1));
  }
}

void ResponseWriter::final_result(std::string_view text) {
  if (is_attached_ && !registers_.quiet) unsolicited(text);
}

void ResponseWriter::unsolicited(std::string_view text) {
  if (!is_attached_) return;
  begin_text();
  text_line(text);
}

void ResponseWriter::prompt(std::string_view octets) {
  if (!is_attached_) return;
  output_.append(octets);
  trace(">");
}

void ResponseWriter::echo(std::string_view octets) {
  if (is_attached_ && registers_.echo) output_.append(octets);
}

void ResponseWriter::begin_text() {
  if (is_attached_ && registers_.verbose) line_end();
}

void ResponseWriter::text_line(std::string_view text) {
  if (!is_attached_) return;
  output_.append(text);
  line_end();
  trace(text);
}

void ResponseWriter::text_data(std::string_view octets) {
  if (!is_attached_) return;
  output_.append(octets);
  line_end();
  if (observer_.is_tracing()) observer_.on_line(Direction::sent, traced_data(octets));
}

void ResponseWriter::take_over(ResponseWriter& before) {
  output_ = std::move(before.output_);
  is_attached_ = before.is_attached_;
}

void ResponseWriter::detach() {
  is_attached_ = false;
  is_first_line_ = true;
  output_.clear();
}

}  // namespace atmqtt::at
