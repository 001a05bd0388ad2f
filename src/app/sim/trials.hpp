#pragma once

#include "app/failure.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace atmqtt::app {

/// What atmqtt-sim is asked to do.
struct TrialsOptions {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
  int jobs = 1;  ///< processes at once
  /// Of the events of the one seed only these, counted from 0.
  std::optional<std::vector<std::size_t>> only{};
  bool is_verbose{};  ///< of one seed: everything that happens
};

/// Plays the trials of the seeds, each in a process of its own, so that one that ends its process
/// is a finding like any other. Prints each that fails with its fewest events and the command that
/// repeats it, and a summary, on standard output; progress on standard error when that is a
/// terminal. Returns the exit status: done, or check_failed when a trial has failed.
[[nodiscard]] tl::expected<int, Failure> run_trials(const TrialsOptions& options);

}  // namespace atmqtt::app
