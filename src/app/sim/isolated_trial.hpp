#pragma once

#include "trial/plan.hpp"
#include "trial/trial.hpp"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace atmqtt::app {

/// What a trial whose process has not come to its end has broken.
inline constexpr std::string_view process_lives = "the process lives and ends in time";

/// A trial in a process of its own.
class IsolatedTrial {
 public:
  /// Throws std::system_error when the system gives no process or pipe.
  explicit IsolatedTrial(const trial::Plan& plan);
  IsolatedTrial(IsolatedTrial&& other) noexcept;
  IsolatedTrial& operator=(IsolatedTrial&& other) noexcept;
  IsolatedTrial(const IsolatedTrial&) = delete;
  IsolatedTrial& operator=(const IsolatedTrial&) = delete;
  ~IsolatedTrial();

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] int descriptor() const { return pipe_; }  ///< readable when read() has work

  /// Reads what there is. Returns the verdict when the process has ended.
  [[nodiscard]] std::optional<trial::Verdict> read();
  /// Waits for the end.
  [[nodiscard]] trial::Verdict wait();

 private:
  [[nodiscard]] trial::Verdict verdict();

  std::uint64_t seed_;
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string text_;
};

}  // namespace atmqtt::app
