#include "fleet/device.hpp"

#include "atmqtt/observer.hpp"
#include "io/read_file.hpp"

#include <boost/asio/post.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace atmqtt::fleet {
namespace {

/// Keeps what a modem gives as its last reason, which is shown when its host does not go on.
class ReasonObserver final : public Observer {
 public:
  ReasonObserver(LastReason& reason, std::uint32_t modem) : reason_(reason), modem_(modem) {}
  void on_why(std::string_view text) override {
    reason_.modem = modem_;
    reason_.text = text;
  }

 private:
  LastReason& reason_;
  std::uint32_t modem_;
};

/// What a modem alone has in its store at power-on. A file that can no longer be read is missing
/// there, as the modem says when it is needed.
std::vector<TlsFile> certificates_of(const Plan& plan, std::uint32_t modem) {
  std::vector<TlsFile> files;
  for (const CertificateFile& each : plan.own_certificates) {
    if (auto content = io::read_file(each.path_of(plan.config.settings, modem))) {
      files.push_back({each.name, std::move(*content)});
    }
  }
  return files;
}

}  // namespace

/// The modem's end of the line.
class Device::Port final : public io::DtePort {
 public:
  explicit Port(Device& device) : device_(device) {}

  void start(io::DteListener& listener) override {
    listener_ = &listener;
    listener.on_dte_opened();
  }
  std::size_t write(std::string_view octets) override {
    device_.player_.take(octets, io::EventLoop::now());
    device_.take_turn();
    return octets.size();
  }
  void set_reading(bool is_reading) override {
    if (std::exchange(is_reading_, is_reading) != is_reading) device_.take_turn();
  }
  std::string description() const override { return {}; }

  [[nodiscard]] bool is_reading() const { return is_reading_; }
  void enter(std::string_view octets) { listener_->on_dte_octets(octets); }

 private:
  void retire() override {}

  Device& device_;
  io::DteListener* listener_ = nullptr;
  bool is_reading_ = true;
};

Device::Device(DeviceContext& context, std::uint32_t number)
    : context_(context),
      player_(context.player, number, context.plan.broker_of(number), context.plan.seed),
      timer_(context.loop.context()) {}

void Device::start() { switch_on(); }

void Device::switch_on() {
  const Plan& plan = context_.plan;
  auto port = io::make_async<Port>(*this);
  port_ = port.get();
  runner_ = io::make_async<io::ModemRunner>(
      context_.loop, plan.config, plan.server_map,
      std::make_unique<ReasonObserver>(context_.player.reason, player_.number()), *this,
      std::move(port),
      io::ModemState{.content = {certificates_of(plan, player_.number()), {}},
                     .shared_certificates = plan.shared_certificates,
                     .keeper = {},
                     .number = player_.number()});
  player_.power_on(io::EventLoop::now());
  runner_->start();
  take_turn();
}

void Device::shut_down() {
  is_ending_ = true;
  timer_.cancel();
  runner_->shut_down();
}

Time Device::waiting_since() const { return runner_ ? runner_->waiting_since() : never; }

/// Lets the host do, soon, what it wants to do now. What a modem writes comes in the middle of its
/// own work, so that it cannot be answered at once; and a host that never waits must leave others
/// their turn.
void Device::take_turn() {
  if (is_ending_) return;
  arm_timer();
  if (is_send_posted_ || !player_.wants_to_send() || !port_->is_reading()) return;
  is_send_posted_ = true;
  boost::asio::post(context_.loop.context(), [this] {
    is_send_posted_ = false;
    send();
  });
}

void Device::send() {
  if (is_ending_ || !player_.wants_to_send() || !port_->is_reading()) return;
  context_.octets.clear();
  player_.send(context_.octets, io::EventLoop::now());
  port_->enter(context_.octets);
  take_turn();
}

/// A timer that fires too early finds nothing to do and is armed again, which is cheaper than
/// arming it anew for each answer.
void Device::arm_timer() {
  const Time deadline = player_.deadline();
  if (deadline >= timer_time_) return;
  timer_time_ = deadline;
  timer_.expires_at(io::EventLoop::to_steady(deadline));
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) on_timer();
  });
}

void Device::on_timer() {
  timer_time_ = never;
  if (is_ending_) return;
  player_.on_time(io::EventLoop::now());
  if (player_.wants_restart()) {
    player_.power_off();
    runner_.reset();
    switch_on();
  }
  take_turn();
}

void Device::on_runner_ended(io::ModemRunner&, io::PortEnd) {
  player_.power_off();
  port_ = nullptr;
  runner_.reset();
  context_.on_ended();
}

}  // namespace atmqtt::fleet
