#include "app/fleet_run.hpp"

#include "app/fleet_display.hpp"
#include "app/fleet_plan.hpp"
#include "app/process_limits.hpp"
#include "fleet/fleet.hpp"
#include "fleet/metrics.hpp"
#include "fleet/metrics_server.hpp"
#include "fleet/summary.hpp"
#include "io/event_loops.hpp"
#include "io/resolver.hpp"
#include "io/timer.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace atmqtt::app {
namespace {

using namespace std::chrono_literals;

constexpr auto report_interval = 1s;

/// The life of the process. It lives in the first loop; the fleets, one for each loop, are only
/// called in theirs.
class Run {
 public:
  Run(io::EventLoops& loops, const FleetOptions& options, const fleet::Plan& plan)
      : loops_(loops),
        options_(options),
        plan_(plan),
        signals_(main().context(), SIGINT, SIGTERM),
        report_timer_(main().context()),
        end_timer_(main().context()) {
    const auto count = static_cast<std::uint32_t>(loops_.size());
    for (std::uint32_t i = 0; i < count; ++i)
      fleets_.emplace_back(loops_[i], plan, fleet::Share{i, count});
  }

  tl::expected<void, Failure> open() {
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      for (const std::string& source : options_.sources) {
        static_cast<void>(loops_[i].source_addresses().add(source));  // It is a good one.
      }
    }
    if (!options_.metrics) return {};
    auto acceptor = io::listen_tcp(main(), options_.metrics->host, *options_.metrics->port);
    if (!acceptor) return tl::unexpected(not_opened("--metrics " + acceptor.error().text));
    metrics_ = std::make_unique<fleet::MetricsServer>(
        main(), std::move(*acceptor), [this] { return fleet::metrics_text(report_.tally); });
    metrics_->start();
    fmt::print(stderr, "atmqtt: metrics: http://{}/metrics\n", metrics_->address());
    return {};
  }

  void start() {
    fmt::print(stderr, "atmqtt: {} modems, {} to {}, seed {}\n", plan_.modem_count,
               plan_.first_modem, plan_.first_modem + plan_.modem_count - 1, plan_.seed);
    start_time_ = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < fleets_.size(); ++i) {
      in_loop_of(i, [](fleet::Fleet& fleet) { fleet.start(); });
    }
    wait_for_signal();
    report_later();
    if (!options_.duration) return;
    end_timer_.expires_after(*options_.duration);
    end_timer_.async_wait([this](boost::system::error_code error) {
      if (!error) end();
    });
  }

  [[nodiscard]] const fleet::Report& report() const { return report_; }

 private:
  [[nodiscard]] io::EventLoop& main() { return loops_[0]; }

  template <class Function>
  void in_loop_of(std::size_t index, Function function) {
    boost::asio::post(loops_[index].context(),
                      [this, index, function = std::move(function)] { function(fleets_[index]); });
  }

  void wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      if (is_ending_) return stop();
      end();
      wait_for_signal();
    });
  }

  void report_later() {
    report_timer_.expires_after(report_interval);
    report_timer_.async_wait([this](boost::system::error_code error) {
      if (!error && !is_ending_) gather();
    });
  }

  /// Asks every fleet for its tally. Their answers come in turn, so that the last one completes it.
  void gather() {
    if (std::exchange(is_gathering_, true)) return;
    gathered_ = {};
    waiting_for_ = fleets_.size();
    for (std::size_t i = 0; i < fleets_.size(); ++i) {
      in_loop_of(i, [this](fleet::Fleet& fleet) {
        boost::asio::post(main().context(), [this, tally = std::make_shared<const fleet::Tally>(
                                                       fleet.take_tally())] { on_tally(*tally); });
      });
    }
  }

  void on_tally(const fleet::Tally& tally) {
    gathered_.merge(tally);
    if (--waiting_for_ > 0) return;
    is_gathering_ = false;
    update_report();
    if (is_ending_) return shut_down();
    display_.show(report_);
    if (report_.tally.finished == plan_.modem_count) return end();
    report_later();
  }

  void update_report() {
    const Duration time = std::chrono::steady_clock::now() - start_time_;
    const double seconds = std::chrono::duration<double>(time - report_.time).count();
    const auto rate = [seconds](std::uint64_t now, std::uint64_t before) {
      return seconds > 0 ? static_cast<double>(now - before) / seconds : 0;
    };
    report_.sent_per_s = rate(gathered_.published, report_.tally.published);
    report_.received_per_s = rate(gathered_.received, report_.tally.received);
    report_.time = time;
    report_.lag_max = std::max(report_.lag_max, gathered_.lag);
    report_.queue_age_max = std::max(report_.queue_age_max, gathered_.queue_age);
    report_.tally = std::move(gathered_);
  }

  /// What counts is how the fleet is now, before its modems disconnect.
  void end() {
    if (std::exchange(is_ending_, true)) return;
    report_timer_.cancel();
    end_timer_.cancel();
    gather();
  }

  void shut_down() {
    display_.finish(report_);
    waiting_for_ = fleets_.size();
    for (std::size_t i = 0; i < fleets_.size(); ++i) {
      in_loop_of(i, [this](fleet::Fleet& fleet) {
        fleet.shut_down([this] {
          boost::asio::post(main().context(), [this] {
            if (--waiting_for_ == 0) stop();
          });
        });
      });
    }
  }

  void stop() { loops_.stop(); }

  io::EventLoops& loops_;
  const FleetOptions& options_;
  const fleet::Plan& plan_;
  std::deque<fleet::Fleet> fleets_;
  boost::asio::signal_set signals_;
  io::Timer report_timer_;
  io::Timer end_timer_;
  std::unique_ptr<fleet::MetricsServer> metrics_;
  FleetDisplay display_;
  std::chrono::steady_clock::time_point start_time_;
  fleet::Report report_;
  fleet::Tally gathered_;
  std::size_t waiting_for_ = 0;
  bool is_gathering_ = false;
  bool is_ending_ = false;
};

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

tl::expected<void, Failure> write_json(const std::string& path, const std::string& text) {
  File file(std::fopen(path.c_str(), "w"), &std::fclose);
  const bool is_written =
      file && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (is_written && std::fclose(file.release()) == 0) return {};
  return tl::unexpected(not_opened("--json " + io::system_error(path).text));
}

}  // namespace

tl::expected<int, Failure> run_fleet(const FleetOptions& options) {
  prepare_process();
  auto plan = make_plan(options);
  if (!plan) return tl::unexpected(plan.error());
  plan->config.settings.echo = false;
  io::Resolver resolver;
  io::EventLoops loops(resolver, options.threads.value_or(io::loop_count_for(options.modem_count)));
  Run run(loops, options, *plan);
  if (auto opened = run.open(); !opened) return tl::unexpected(opened.error());
  run.start();
  loops.run();
  fmt::print("{}", fleet::summary_text(run.report(), options.expectations));
  std::fflush(stdout);
  if (options.json) {
    const std::string text = fleet::summary_json(run.report(), options.expectations);
    if (auto written = write_json(*options.json, text); !written) {
      return tl::unexpected(written.error());
    }
  }
  return fleet::are_met(options.expectations, run.report()) ? exit_status::done
                                                            : exit_status::check_failed;
}

}  // namespace atmqtt::app
