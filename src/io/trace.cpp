#include "io/trace.hpp"

#include "io/log.hpp"
#include "io/output_file.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace atmqtt::io {
namespace {

/// Local time, because the reader compares it with the clock on the wall and with other logs.
void append_time(fmt::memory_buffer& line) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds);
  const std::time_t time = seconds.count();
  std::tm local = {};
  ::localtime_r(&time, &local);
  fmt::format_to(std::back_inserter(line), "{:%Y-%m-%d %H:%M:%S}.{:06} ", local,
                 microseconds.count());
}

std::string_view view_of(const fmt::memory_buffer& line) { return {line.data(), line.size()}; }

}  // namespace

tl::expected<TraceFile, OpenError> TraceFile::open(const std::string& path) {
  if (path == "-") return TraceFile(UniqueFd());
  return open_output_file(path, Former::kept, 0600).map([](UniqueFd&& file) {
    return TraceFile(std::move(file));
  });
}

void TraceFile::write(std::string_view line) {
  const std::scoped_lock lock(*mutex_);
  const int fd = is_standard_error() ? STDERR_FILENO : file_.get();
  const ssize_t size = ::write(fd, line.data(), line.size());
  if (size == static_cast<ssize_t>(line.size()) || has_failed_) return;
  has_failed_ = true;
  log_error(size < 0 ? system_error("the trace is incomplete").text : "the trace is incomplete");
}

ModemTrace::ModemTrace(TraceFile* file, int modem_number)
    : file_(file), modem_number_(modem_number) {}

void ModemTrace::on_line(Direction direction, std::string_view text) {
  if (file_ == nullptr) return;
  fmt::memory_buffer line;
  append_time(line);
  if (modem_number_ != 0) fmt::format_to(std::back_inserter(line), "[modem {}] ", modem_number_);
  fmt::format_to(std::back_inserter(line), "{} {}\n", direction == Direction::received ? '>' : '<',
                 text);
  file_->write(view_of(line));
}

void ModemTrace::on_packet(int client, Direction direction, std::string_view text) {
  if (file_ == nullptr) return;
  fmt::memory_buffer line;
  append_time(line);
  if (modem_number_ != 0) fmt::format_to(std::back_inserter(line), "[modem {}] ", modem_number_);
  fmt::format_to(std::back_inserter(line), "{} client {} {}\n",
                 direction == Direction::received ? "<-" : "->", client, text);
  file_->write(view_of(line));
}

void ModemTrace::on_why(std::string_view text) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{}", text);
  if (modem_number_ != 0) fmt::format_to(std::back_inserter(line), " [modem {}]", modem_number_);
  // Once is enough where both go to the same place.
  if (file_ == nullptr || !file_->is_standard_error()) log_why(view_of(line));
  if (file_ == nullptr) return;
  line.push_back('\n');
  file_->write(view_of(line));
}

}  // namespace atmqtt::io
