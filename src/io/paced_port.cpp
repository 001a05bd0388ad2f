#include "io/paced_port.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::io {

PacedPort::PacedPort(EventLoop& loop, AsyncPtr<DtePort> port, unsigned baud)
    : loop_(loop),
      port_(std::move(port)),
      output_pacer_(baud),
      input_pacer_(baud),
      output_timer_(loop.context()),
      input_timer_(loop.context()),
      input_(loop.pool()) {}

void PacedPort::start(DteListener& listener) {
  listener_ = &listener;
  port_->start(*this);
}

void PacedPort::retire() {
  output_timer_.cancel();
  input_timer_.cancel();
  port_.reset();
}

std::size_t PacedPort::write(std::string_view octets) {
  if (octets.empty() || output_ == Output::blocked) return 0;
  const Time now = EventLoop::now();
  if (output_ == Output::idle) output_pacer_.start(now);
  const std::string_view passed = octets.substr(0, output_pacer_.passed(now));
  const std::size_t taken = passed.empty() ? 0 : port_->write(passed);
  output_pacer_.take(taken);
  if (taken < passed.size()) {
    output_ = Output::blocked;
  } else if (taken < octets.size()) {
    wait_for_output(octets.size() - taken);
  } else {
    output_ = Output::idle;
  }
  return taken;
}

void PacedPort::wait_for_output(std::size_t waiting) {
  output_ = Output::timed;
  output_timer_.expires_at(EventLoop::to_steady(output_pacer_.next(waiting)));
  output_timer_.async_wait(handler([this](boost::system::error_code error) {
    if (!error) listener_->on_dte_writable();
  }));
}

/// While the port took nothing, nothing was on the line either.
void PacedPort::on_dte_writable() {
  output_ = Output::idle;
  listener_->on_dte_writable();
}

void PacedPort::set_reading(bool is_reading) {
  const bool was_reading = std::exchange(is_reading_, is_reading);
  if (!is_reading) input_timer_.cancel();
  if (is_reading && !was_reading && !input_.empty()) start_input();
  settle_reading();
}

/// One read at a time is on the line. As the port reads no further, it cannot come to the end of
/// what the DTE sends before all of it has passed.
void PacedPort::settle_reading() { port_->set_reading(is_reading_ && input_.empty()); }

void PacedPort::on_dte_octets(std::string_view octets) {
  input_.append(octets);
  settle_reading();
  if (is_reading_) start_input();
}

void PacedPort::start_input() {
  input_pacer_.start(EventLoop::now());
  wait_for_input();
}

void PacedPort::wait_for_input() {
  input_timer_.expires_at(EventLoop::to_steady(input_pacer_.next(input_.size())));
  input_timer_.async_wait(handler([this](boost::system::error_code error) {
    if (error || !is_reading_) return;
    const std::size_t count = std::min(input_pacer_.passed(EventLoop::now()), input_.size());
    input_pacer_.take(count);
    tell_input(count);
  }));
}

void PacedPort::tell_input(std::size_t count) {
  // The listener may switch reading off and on, so what it is told has left the queue before.
  PooledString told(loop_.pool());
  told.assign(input_.view().substr(0, count));
  input_.pop(count);
  if (!input_.empty()) wait_for_input();
  const Stay stay(*this);
  listener_->on_dte_octets(told.view());
  if (!is_retired()) settle_reading();
}

void PacedPort::on_dte_closed() {
  const Stay stay(*this);
  output_timer_.cancel();
  input_timer_.cancel();
  output_ = Output::idle;
  if (is_reading_ && !input_.empty()) tell_input(input_.size());
  if (is_retired()) return;
  input_.clear();
  listener_->on_dte_closed();
}

}  // namespace atmqtt::io
