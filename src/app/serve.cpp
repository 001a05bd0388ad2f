#include "app/serve.hpp"

#include "app/modem_host.hpp"
#include "io/event_loop.hpp"
#include "io/resolver.hpp"

#include <boost/asio/signal_set.hpp>
#include <sys/resource.h>

#include <csignal>

namespace atmqtt::app {
namespace {

/// The signals at which the process ends.
constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

/// A modem needs up to three descriptors. The default limit is kept low for the sake of programs
/// that use select(), which we do not.
void allow_many_descriptors() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Ends the modems in good order at the first signal, at once at the second.
class SignalWatch {
 public:
  SignalWatch(boost::asio::io_context& context, ModemHost& host)
      : context_(context), host_(host), signals_(context) {
    for (const int signal : ending_signals) signals_.add(signal);
    wait();
  }
  SignalWatch(SignalWatch&&) = delete;
  SignalWatch& operator=(SignalWatch&&) = delete;

  /// All has ended well, and a signal that comes from here on must not make it look otherwise: with
  /// its watch it gets back its default, which kills.
  ~SignalWatch() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : ending_signals) sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  }

 private:
  void wait() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) on_signal();
    });
  }

  void on_signal() {
    if (is_ending_) {
      context_.stop();
      return;
    }
    is_ending_ = true;
    wait();
    host_.shut_down();
  }

  boost::asio::io_context& context_;
  ModemHost& host_;
  boost::asio::signal_set signals_;
  bool is_ending_ = false;
};

}  // namespace

tl::expected<void, Failure> serve(const ServeOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);  // A peer that has gone shows as an error of the write.
  std::signal(SIGXFSZ, SIG_IGN);  // So does a file that may grow no further (ulimit -f).
  allow_many_descriptors();
  io::Resolver resolver;
  io::EventLoop loop(resolver);
  ModemHost host(loop, options);
  if (auto opened = host.open(); !opened) return opened;
  const SignalWatch signals(loop.context(), host);
  host.start();
  loop.context().run();
  return host.result();
}

}  // namespace atmqtt::app
