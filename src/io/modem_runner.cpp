#include "io/modem_runner.hpp"

#include "base/check.hpp"
#include "io/tcp_link.hpp"
#include "io/tls_link.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::io {
namespace {

PowerOn make_power_on(const ModemState& found, const SerialLine& serial_line) {
  return {.clock = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
          .certificates = found.content.certificates,
          .settings = found.content.settings,
          .shared_certificates = found.shared_certificates,
          .serial_line = serial_line,
          .number = found.number};
}

/// Without a directory what is stored lives in the modem, and nobody can lay down a file.
StoreResult keep_in_modem(const StoreAction& action) {
  if (action.kind != StoreAction::Kind::import_certificate) return {};
  return {"there is no file of that name: files are taken from the directory of --state", {}};
}

}  // namespace

ModemRunner::ModemRunner(EventLoop& loop, const ModemConfig& config, const ServerMap& server_map,
                         std::unique_ptr<Observer> observer, RunnerListener& listener,
                         AsyncPtr<DtePort> port, ModemState state)
    : loop_(loop),
      server_map_(server_map),
      listener_(listener),
      port_(std::move(port)),
      keeper_(std::move(state.keeper)),
      observer_(std::move(observer)),
      modem_(std::in_place, config, loop.pool(), *observer_, EventLoop::now(),
             make_power_on(state, port_->serial_line())),
      errands_(std::in_place, loop, *this),
      held_octets_(loop.pool()),
      timer_(loop.context()) {}

void ModemRunner::start() {
  if (keeper_) keeper_->start(*this);
  port_->start(*this);
  settle();
}

void ModemRunner::shut_down() {
  if (phase_ >= Phase::shutting_down) return;
  phase_ = Phase::shutting_down;
  modem_->shut_down(EventLoop::now());
  settle();
}

Time ModemRunner::waiting_since() const {
  return std::min(links_[0].full_since, links_[1].full_since);
}

void ModemRunner::retire() {
  timer_.cancel();
  port_.reset();
  keeper_.reset();
  for (LinkState& state : links_) state.link.reset();
  errands_.reset();
  modem_.reset();
}

void ModemRunner::on_dte_opened() {
  is_dte_attached_ = true;
  modem_->dte_opened(EventLoop::now());
  settle();
}

void ModemRunner::on_dte_octets(std::string_view octets) {
  std::size_t taken = 0;
  if (held_octets_.empty()) taken = modem_->receive(octets, EventLoop::now());
  if (taken < octets.size()) held_octets_.append(octets.substr(taken));
  settle();
}

void ModemRunner::on_dte_writable() {
  is_dte_full_ = false;
  settle();
}

void ModemRunner::on_dte_input_ended() {
  if (phase_ == Phase::serving) phase_ = Phase::input_ended;
  settle();
}

void ModemRunner::on_dte_closed() {
  is_dte_attached_ = false;
  is_dte_full_ = false;
  held_octets_.clear();
  modem_->dte_closed(EventLoop::now());
  settle();
}

void ModemRunner::on_port_ended(PortEnd end) {
  end_ = end;
  shut_down();
}

void ModemRunner::on_link_event(int link, const LinkEvent& event) {
  LinkState& state = state_of(link);
  if (std::holds_alternative<LinkOpened>(event)) state.is_open = true;
  if (std::holds_alternative<LinkFailed>(event) || std::holds_alternative<LinkClosed>(event)) {
    state = LinkState();
  }
  modem_->on_link(link, event, EventLoop::now());
  settle();
}

void ModemRunner::on_link_writable(int link) {
  state_of(link).full_since = never;
  perform(SendLink{link});
  settle();
}

void ModemRunner::on_stored(const StoreResult& result) {
  modem_->on_stored(result, EventLoop::now());
  settle();
}

void ModemRunner::on_network_event(const NetworkEvent& event) {
  modem_->on_network_event(event, EventLoop::now());
  settle();
}

void ModemRunner::settle() {
  if (phase_ == Phase::ended) return;
  const Stay stay(*this);
  bool has_worked = true;
  while (has_worked) {
    has_worked = perform_actions();
    has_worked |= offer_held_octets();
    has_worked |= write_output();
  }
  change_serial_line();
  port_->set_reading(held_octets_.empty() && modem_->wants_dte_octets());
  arm_timer();
  advance_phase();
}

bool ModemRunner::perform_actions() {
  bool has_worked = false;
  while (auto action = modem_->next_action()) {
    std::visit([this](auto& each) { perform(each); }, *action);
    has_worked = true;
  }
  return has_worked;
}

bool ModemRunner::offer_held_octets() {
  if (held_octets_.empty() || !modem_->wants_dte_octets()) return false;
  const std::size_t taken = modem_->receive(held_octets_.view(), EventLoop::now());
  if (taken == held_octets_.size()) {
    held_octets_.clear();
  } else {
    held_octets_.edit().erase(0, taken);
  }
  return taken > 0;
}

bool ModemRunner::write_output() {
  const std::string_view output = modem_->dte_output();
  if (output.empty() || is_dte_full_ || !is_dte_attached_) return false;
  const std::size_t taken = port_->write(output);
  is_dte_full_ = taken < output.size();
  if (taken > 0) modem_->dte_written(taken, EventLoop::now());
  return taken > 0;
}

/// What the modem has said before it wanted the change is said the old way.
void ModemRunner::change_serial_line() {
  if (!serial_line_ || (is_dte_attached_ && !modem_->dte_output().empty())) return;
  port_->set_serial_line(*serial_line_);
  serial_line_.reset();
}

void ModemRunner::perform(OpenLink& action) {
  const Server server = server_map_.place_of({action.host, action.port});
  LinkState& state = state_of(action.link);
  CHECK(state.link == nullptr);
  if (action.tls) {
    state.link = make_async<TlsLink>(loop_, *this, action.link, std::move(action.tls), action.host);
  } else {
    state.link = make_async<TcpLink>(loop_, *this, action.link);
  }
  state.link->open(server.host, server.port);
}

void ModemRunner::perform(const SendLink& action) {
  LinkState& state = state_of(action.link);
  if (!state.is_open || state.full_since != never) return;
  const std::string_view output = modem_->link_output(action.link);
  if (output.empty()) return;
  const std::size_t taken = state.link->write(output);
  if (taken < output.size()) state.full_since = EventLoop::now();
  if (taken > 0) modem_->on_link(action.link, LinkSent{taken}, EventLoop::now());
}

void ModemRunner::perform(const CloseLink& action) { state_of(action.link) = LinkState(); }

void ModemRunner::perform(const PauseLink& action) {
  if (const auto& link = state_of(action.link).link) link->set_reading(false);
}

void ModemRunner::perform(const ResumeLink& action) {
  if (const auto& link = state_of(action.link).link) link->set_reading(true);
}

void ModemRunner::perform(const StoreAction& action) {
  if (keeper_) return keeper_->perform(action);
  modem_->on_stored(keep_in_modem(action), EventLoop::now());
}

void ModemRunner::perform(const EndProcess& action) {
  listener_.on_command_missing(*this, action.command);
}

/// A timer that fires too early finds nothing to do and is armed again; this is cheaper than arming
/// it anew whenever the deadline moves away, as keep alive's does with every packet.
void ModemRunner::arm_timer() {
  const Time deadline = modem_->deadline();
  if (deadline >= timer_time_) return;
  timer_time_ = deadline;
  timer_.expires_at(EventLoop::to_steady(deadline));
  timer_.async_wait(handler([this](boost::system::error_code error) {
    if (!error) on_timer();
  }));
}

void ModemRunner::on_timer() {
  timer_time_ = never;
  const Time now = EventLoop::now();
  if (modem_->deadline() <= now) modem_->on_time(now);
  settle();
}

void ModemRunner::advance_phase() {
  if (!modem_->is_quiet()) return;
  if (phase_ == Phase::shutting_down) {
    phase_ = Phase::ended;
    listener_.on_runner_ended(*this, end_);
  } else if (phase_ == Phase::input_ended && is_dte_served()) {
    shut_down();
  }
}

bool ModemRunner::is_dte_served() const {
  return held_octets_.empty() && (!is_dte_attached_ || modem_->dte_output().empty());
}

}  // namespace atmqtt::io
