#pragma once

#include "atmqtt/observer.hpp"
#include "io/open_error.hpp"
#include "io/unique_fd.hpp"

#include <tl/expected.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// A readable record of what passes through the modems, one line per event, in a file that is
/// appended to and that only its owner can read, or on standard error ("-"). Each line is in the
/// file when the call returns, so that a crash loses none. May be used by several threads.
class TraceFile {
 public:
  [[nodiscard]] static tl::expected<TraceFile, OpenError> open(const std::string& path);

  [[nodiscard]] bool is_standard_error() const { return !file_.is_open(); }

  /// Appends the line. The log tells when this fails for the first time.
  void write(std::string_view line);

 private:
  explicit TraceFile(UniqueFd file) : file_(std::move(file)) {}

  UniqueFd file_;  ///< not open: standard error
  /// Also what the system writes in several pieces stays one line.
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  bool has_failed_ = false;
};

/// What one modem tells, in the trace if there is one, and its reasons in the log.
class ModemTrace final : public Observer {
 public:
  /// `file` may be null and must outlive the trace. `modem_number` 0: there is one modem only, it
  /// needs no number.
  ModemTrace(TraceFile* file, int modem_number);

  [[nodiscard]] bool is_tracing() const override { return file_ != nullptr; }
  void on_line(Direction direction, std::string_view text) override;
  void on_packet(int client, Direction direction, std::string_view text) override;
  void on_why(std::string_view text) override;

 private:
  TraceFile* file_;
  int modem_number_;
};

}  // namespace atmqtt::io
