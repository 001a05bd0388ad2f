#include "app/sim/trials.hpp"

#include "app/sim/isolated_trial.hpp"
#include "trial/event.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

namespace atmqtt::app {
namespace {

/// Trials that are played to find the fewest events of one that fails.
constexpr int tries_max = 400;

/// Failures that are shown with their events; of more only the seed is named.
constexpr std::size_t shown_max = 10;

struct Sum {
  std::size_t seeds = 0;
  std::size_t failed = 0;
  std::size_t messages = 0;
  std::size_t groups = 0;
  Duration time{};
};

void show_failure(const trial::Plan& plan, const trial::Verdict& verdict) {
  const auto breaks = [](const trial::Plan& smaller) {
    return IsolatedTrial(smaller).wait().invariant;
  };
  const auto kept = trial::minimise(plan, verdict.invariant, breaks, tries_max);
  const trial::Verdict smallest = IsolatedTrial(trial::keep_only(plan, kept)).wait();
  fmt::print("  {}\n  {} of {} events do it:\n", smallest.text, kept.size(), plan.events.size());
  for (const std::size_t event : kept) {
    fmt::print("    [{}] {}\n", event, trial::describe(plan.events.at(event)));
  }
  const std::string only = kept.empty() ? "none" : fmt::format("{}", fmt::join(kept, ","));
  fmt::print("  repeat it: atmqtt-sim --seed {} --only {} --verbose\n", plan.seed, only);
}

class Trials {
 public:
  explicit Trials(const TrialsOptions& options) : options_(options), next_(options.first) {}

  int run() {
    const auto begin = std::chrono::steady_clock::now();
    while (next_ <= options_.last || !running_.empty()) {
      while (next_ <= options_.last && running_.size() < static_cast<std::size_t>(options_.jobs)) {
        running_.emplace_back(trial::make_plan(next_++));
      }
      read();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    show_progress("");
    fmt::print(
        "{} seeds, {} failed; {:.1f} h of virtual time, {} messages published, {} received, "
        "{:.1f} s\n",
        sum_.seeds, sum_.failed, std::chrono::duration<double, std::ratio<3600>>(sum_.time).count(),
        sum_.messages, sum_.groups, took.count());
    return sum_.failed == 0 ? exit_status::done : exit_status::check_failed;
  }

 private:
  void read() {
    std::vector<pollfd> descriptors;
    for (const IsolatedTrial& each : running_)
      descriptors.push_back({each.descriptor(), POLLIN, 0});
    ::poll(descriptors.data(), descriptors.size(), -1);
    for (std::size_t i = descriptors.size(); i-- > 0;) {
      if (descriptors[i].revents == 0) continue;
      const auto verdict = running_[i].read();
      if (!verdict) continue;
      take(running_[i].seed(), *verdict);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void take(std::uint64_t seed, const trial::Verdict& verdict) {
    ++sum_.seeds;
    sum_.messages += verdict.messages;
    sum_.groups += verdict.groups;
    sum_.time += verdict.time;
    if (!verdict.is_good()) {
      show_progress("");
      const trial::Plan plan = trial::make_plan(seed);
      fmt::print("seed {} ({}, {} host) breaks: {}\n", seed, plan.profile, name_of(plan.host),
                 verdict.invariant);
      if (++sum_.failed <= shown_max) show_failure(plan, verdict);
      std::fflush(stdout);
    }
    show_progress(fmt::format("{} of {} seeds, {} failed", sum_.seeds,
                              options_.last - options_.first + 1, sum_.failed));
  }

  /// Overwrites the line; an empty text removes it.
  void show_progress(const std::string& text) const {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K{}", text);
  }

  const TrialsOptions& options_;
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::uint64_t next_;
  std::vector<IsolatedTrial> running_;
  Sum sum_;
};

int show_trial(const TrialsOptions& options) {
  trial::Plan plan = trial::make_plan(options.first);
  if (options.only) plan = trial::keep_only(plan, *options.only);
  fmt::print("seed {}: profile {}, {} host, {} events\n", plan.seed, plan.profile,
             name_of(plan.host), plan.events.size());
  for (std::size_t i = 0; i < plan.events.size(); ++i) {
    fmt::print("  [{}] {}\n", options.only ? options.only->at(i) : i,
               trial::describe(plan.events[i]));
  }
  std::fflush(stdout);
  trial::Look look;
  if (options.is_verbose) {
    look.log = [](const std::string& line) {
      fmt::print("{}\n", line);
      std::fflush(stdout);
    };
  }
  trial::Verdict verdict = trial::play(plan, look);
  if (verdict.is_good()) verdict = IsolatedTrial(plan).wait();
  fmt::print("hash of all octets: {:016x}\n", verdict.octets);
  if (verdict.is_good()) {
    fmt::print("all invariants hold\n");
    return exit_status::done;
  }
  fmt::print("breaks: {}\n  {}\n", verdict.invariant, verdict.text);
  return exit_status::check_failed;
}

}  // namespace

tl::expected<int, Failure> run_trials(const TrialsOptions& options) {
  if (options.is_verbose || options.only) {
    if (options.only) {
      const std::size_t count = trial::make_plan(options.first).events.size();
      for (const std::size_t event : *options.only) {
        if (event >= count) {
          return tl::unexpected(bad_usage(fmt::format("--only {}: seed {} has the events 0 to {}",
                                                      event, options.first, count - 1)));
        }
      }
    }
    return show_trial(options);
  }
  return Trials(options).run();
}

}  // namespace atmqtt::app
