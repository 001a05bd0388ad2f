#include "app/check.hpp"

#include "app/check_plan.hpp"
#include "app/foreign_modem.hpp"
#include "app/junit.hpp"
#include "app/live_stage.hpp"
#include "app/process_limits.hpp"
#include "app/served_modem.hpp"
#include "app/tap.hpp"
#include "io/event_loop.hpp"
#include "io/hmac.hpp"
#include "io/host_end.hpp"
#include "io/output_file.hpp"
#include "io/resolver.hpp"
#include "io/unique_fd.hpp"
#include "sim/dialogue_player.hpp"
#include "sim/virtual_stage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace atmqtt::app {
namespace {

/// How long a broker may take to accept a connection.
constexpr std::chrono::seconds broker_time{10};

using Done = tl::expected<void, Failure>;

/// Shows on a terminal which dialogue is being played, where that can take a while.
class Progress {
 public:
  void show(std::size_t number, std::size_t count, const std::string& file) const {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K{}/{} {}", number, count, file);
  }
  void clear() const {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
};

class Checker {
 public:
  Checker(const CheckOptions& options, const Plan& plan) : options_(options), plan_(plan) {}

  Done run() {
    if (auto opened = open_report(); !opened) return opened;
    if (auto reached = reach_brokers(); !reached) return reached;
    // What was played is reported, also when the rest could not be.
    Done played = play_all();
    Done written = write_report();
    if (!played) return played;
    if (!written) return written;
    const auto [passed, failed, skipped] = count(outcomes_);
    if (failed > 0)
      return tl::unexpected(
          Failure{exit_status::check_failed,
                  fmt::format("{} of {} dialogues differ", failed, outcomes_.size())});
    if (passed == 0)
      return tl::unexpected(Failure{exit_status::check_failed, "no dialogue could be played"});
    return {};
  }

 private:
  /// Before anything is played: it might take long.
  Done open_report() {
    if (!options_.junit) return {};
    auto opened = io::open_output_file(*options_.junit, io::Former::dropped, 0666);
    if (!opened) return tl::unexpected(not_opened("--junit " + opened.error().text));
    report_ = std::move(*opened);
    return {};
  }

  /// A broker that is not there would make each dialogue fail in its own way.
  Done reach_brokers() {
    std::vector<io::Server> reached;
    for (const Play& play : plan_.plays) {
      const auto* server = std::get_if<io::Server>(&play.broker);
      if (server == nullptr || options_.against || play.skip_reason ||
          std::find(reached.begin(), reached.end(), *server) != reached.end()) {
        continue;
      }
      const auto connection = io::connect_tcp(loop_, server->host, server->port, broker_time);
      if (!connection) {
        return tl::unexpected(
            not_opened("broker " + text_of(*server) + ": " + connection.error().text));
      }
      reached.push_back(*server);
    }
    return {};
  }

  Done play_all() {
    if (auto printed = print(tap_head(plan_.plays.size())); !printed) return printed;
    for (const Play& play : plan_.plays) {
      auto outcome = this->play(play);
      if (!outcome) {
        static_cast<void>(print(tap_bail_out(outcome.error().text)));  // One failure is enough.
        return tl::unexpected(outcome.error());
      }
      outcomes_.push_back(std::move(*outcome));
      const std::string result = tap_result(outcomes_.size(), outcomes_.back());
      if (auto printed = print(result); !printed) return printed;
    }
    return print(tap_tail(outcomes_));
  }

  Done write_report() {
    if (!options_.junit) return {};
    const std::string report = junit_report(outcomes_);
    const ssize_t size = ::write(report_.get(), report.data(), report.size());
    if (size == static_cast<ssize_t>(report.size())) return {};
    return tl::unexpected(not_opened("--junit " + io::system_error(*options_.junit).text));
  }

  tl::expected<Outcome, Failure> play(const Play& play) {
    const sim::Dialogue& dialogue = plan_.dialogues[play.dialogue];
    Outcome outcome{.file = dialogue.name, .modem = play.modem, .skip_reason = play.skip_reason};
    if (outcome.skip_reason) return outcome;
    const auto begin = std::chrono::steady_clock::now();
    const ModemConfig config{play.settings, &io::hmac};
    if (options_.against) {
      ForeignModem modem(loop_, options_.against->port);
      if (auto done = play_live(play, modem, outcome); !done) return tl::unexpected(done.error());
    } else if (std::holds_alternative<ScriptedBroker>(play.broker)) {
      sim::VirtualStage stage(config);
      outcome.difference = sim::play(dialogue, play.settings, stage);
    } else {
      const io::ServerMap server_map = map_to(options_.server_map, play.broker);
      ServedModem modem(loop_, config, server_map);
      if (auto done = play_live(play, modem, outcome); !done) return tl::unexpected(done.error());
    }
    outcome.time = std::chrono::steady_clock::now() - begin;
    return outcome;
  }

  Done play_live(const Play& play, LiveTarget& target, Outcome& outcome) {
    const sim::Dialogue& dialogue = plan_.dialogues[play.dialogue];
    LiveStage stage(loop_, target, dialogue.wait.value_or(default_patience));
    outcome.skip_reason = sim::find_objection(dialogue, stage);
    if (outcome.skip_reason) return {};
    progress_.show(outcomes_.size() + 1, plan_.plays.size(), dialogue.name);
    if (auto opened = stage.open(); !opened) {
      return tl::unexpected(not_opened(play.modem + ": " + opened.error().text));
    }
    outcome.difference = sim::play(dialogue, play.settings, stage);
    progress_.clear();
    return {};
  }

  /// At once, so that whoever reads the pipe sees how far it is.
  static Done print(const std::string& lines) {
    const bool is_written = std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size();
    if (is_written && std::fflush(stdout) == 0) return {};
    return tl::unexpected(not_opened(io::system_error("standard output").text));
  }

  const CheckOptions& options_;
  const Plan& plan_;
  io::Resolver resolver_;
  io::EventLoop loop_{resolver_};
  io::UniqueFd report_;
  Progress progress_;
  std::vector<Outcome> outcomes_;
};

}  // namespace

tl::expected<void, Failure> check(const CheckOptions& options) {
  prepare_process();
  const auto plan = make_plan(options);
  if (!plan) return tl::unexpected(plan.error());
  return Checker(options, *plan).run();
}

}  // namespace atmqtt::app
