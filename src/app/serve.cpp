#include "app/serve.hpp"

#include "app/modem_host.hpp"
#include "app/process_limits.hpp"
#include "io/child_process.hpp"
#include "io/event_loops.hpp"
#include "io/privileges.hpp"
#include "io/resolver.hpp"
#include "io/timer.hpp"

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>

namespace atmqtt::app {
namespace {

/// The signals at which the process ends.
constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

/// How long the command of --exec has to end when there is no modem left for it.
constexpr std::chrono::seconds child_end_time{2};

/// ATMQTT_PORT is the first port, ATMQTT_PORT_1, _2… are all of them. A port that has no address is
/// numbered but not named.
std::vector<std::string> environment_of(const std::vector<std::string>& addresses) {
  std::vector<std::string> environment;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (addresses[i].empty()) continue;
    if (i == 0) environment.push_back("ATMQTT_PORT=" + addresses[i]);
    environment.push_back(fmt::format("ATMQTT_PORT_{}={}", i + 1, addresses[i]));
  }
  return environment;
}

/// The life of the process: from the opening of the ports to the end of the modems, and of the
/// command of --exec if there is one.
class Service final : public io::ChildListener {
 public:
  Service(io::EventLoops& loops, const ServeOptions& options, const io::Privileges& privileges,
          std::vector<io::ResourceLimit> former_limits)
      : loops_(loops),
        options_(options),
        privileges_(privileges),
        former_limits_(std::move(former_limits)),
        host_(
            loops, options, [this] { on_modems_ended(); }, privileges),
        signals_(loops[0].context()),
        timer_(loops[0].context()) {
    for (const int signal : ending_signals) signals_.add(signal);
  }
  Service(Service&&) = delete;
  Service& operator=(Service&&) = delete;

  /// All has ended well, and a signal that comes from here on must not make it look otherwise: with
  /// its watch it gets back its default, which kills.
  ~Service() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : ending_signals) sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  }

  tl::expected<int, Failure> run() {
    if (auto opened = host_.open(); !opened) return tl::unexpected(opened.error());
    if (auto dropped = privileges_.drop(); !dropped) {
      return tl::unexpected(not_opened("--user " + dropped.error().text));
    }
    wait_for_signal();
    host_.start();
    if (auto started = start_child(); !started) return tl::unexpected(started.error());
    loops_.run();
    if (auto result = host_.result(); !result) return tl::unexpected(result.error());
    return status_;
  }

 private:
  tl::expected<void, Failure> start_child() {
    if (!options_.exec) return {};
    auto started = io::ChildProcess::start(
        loops_[0], *this, {*options_.exec, environment_of(host_.addresses()), former_limits_});
    if (!started) return tl::unexpected(not_opened("--exec " + started.error().text));
    child_ = std::move(*started);
    return {};
  }

  void wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int number) {
      if (error) return;
      on_signal(number);
      wait_for_signal();
    });
  }

  /// The first signal ends the command, or else the modems, in good order, the second at once.
  void on_signal(int number) {
    if (is_ending_) {
      loops_.stop();
    } else if (child_ == nullptr) {
      end();
    } else {
      child_->send_signal(is_child_signalled_ ? SIGKILL : number);
      is_child_signalled_ = true;
    }
  }

  void end() {
    is_ending_ = true;
    host_.shut_down();
  }

  void on_child_ended(int status) override {
    status_ = status;
    child_.reset();
    if (has_modems_) {
      end();
    } else {
      loops_.stop();
    }
  }

  void on_modems_ended() {
    has_modems_ = false;
    if (child_ == nullptr) {
      loops_.stop();
      return;
    }
    child_->send_signal(SIGTERM);
    timer_.expires_after(child_end_time);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) child_->send_signal(SIGKILL);
    });
  }

  io::EventLoops& loops_;
  const ServeOptions& options_;
  const io::Privileges& privileges_;
  std::vector<io::ResourceLimit> former_limits_;
  ModemHost host_;
  boost::asio::signal_set signals_;
  io::Timer timer_;
  io::AsyncPtr<io::ChildProcess> child_;
  int status_ = exit_status::done;
  bool has_modems_ = true;
  bool is_child_signalled_ = false;
  bool is_ending_ = false;
};

}  // namespace

tl::expected<int, Failure> serve(const ServeOptions& options) {
  auto former_limits = prepare_process();
  io::Privileges privileges;
  if (options.user) {
    auto assumed = io::Privileges::assume(*options.user);
    if (!assumed) return tl::unexpected(not_opened("--user " + assumed.error().text));
    privileges = std::move(*assumed);
  }
  io::Resolver resolver;
  io::EventLoops loops(resolver, loop_count(options));
  return Service(loops, options, privileges, std::move(former_limits)).run();
}

}  // namespace atmqtt::app
