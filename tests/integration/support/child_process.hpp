#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace atmqtt::integration {

/// Beyond this a real program is taken to be stuck. A loaded machine may be slow.
inline constexpr std::chrono::seconds patience{20};

/// A program that runs with pipes to its standard input, output and error output. It is killed when
/// the object goes.
class ChildProcess {
 public:
  /// arguments[0] is the program, found as a shell finds it. Fails the test, by an exception, when
  /// it cannot be started.
  explicit ChildProcess(std::vector<std::string> arguments);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  // The test's ends of the pipes.
  [[nodiscard]] int input() const { return input_; }
  [[nodiscard]] int output() const { return output_; }
  [[nodiscard]] int error_output() const { return error_output_; }
  void close_input();

  [[nodiscard]] int process_id() const { return process_id_; }

  /// Does nothing when the program has been waited for.
  void signal(int number);

  /// The exit status, or 128 and the number of the signal that ended it; nothing if it still runs
  /// when the time is over.
  std::optional<int> wait(std::chrono::milliseconds limit = patience);

 private:
  int input_ = -1;
  int output_ = -1;
  int error_output_ = -1;
  int process_id_ = -1;
  std::optional<int> status_;
};

}  // namespace atmqtt::integration
