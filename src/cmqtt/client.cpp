#include "cmqtt/client.hpp"

#include "base/escape.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::cmqtt {

Client::Client(Environment& environment, int index)
    : environment_(environment),
      index_(index),
      ssl_ctx_index_(index),
      topic_(environment.pool),
      payload_(environment.pool),
      subtopics_(environment.pool),
      unsubtopics_(environment.pool),
      session_(environment.pool, environment.observer, index),
      rx_(environment.pool) {}

bool Client::is_online() const {
  return state_ != ClientState::released && state_ != ClientState::acquired &&
         state_ != ClientState::connecting;
}

void Client::acquire(std::string_view client_id, int server_type, mqtt::Version version) {
  happen(ClientEvent::acquire);
  acquired_.client_id = client_id;
  acquired_.server_type = server_type;
  acquired_.version = version;
}

void Client::release() {
  happen(ClientEvent::release);
  acquired_ = {};
  topic_.clear();
  payload_.clear();
  subtopics_.clear();
  unsubtopics_.clear();
  discard_session();
}

void Client::discard_session() {
  session_.discard_state();
  subscribed_.clear();
}

void Client::begin(ClientEvent event, int limit_s) {
  happen(event);
  limit_ = environment_.now + std::chrono::seconds(limit_s);
}

void Client::report(Err err, std::string_view why) {
  const std::string_view command = pending_command(state_);
  limit_ = never;
  if (is_silent_) return;
  environment_.line.post_result(fmt::format("{}: {},{}", command, index_, static_cast<int>(err)));
  constexpr std::string_view prefix = "+CMQTT";
  if (err != Err::success) explain(command.substr(prefix.size()), static_cast<int>(err), why);
}

void Client::post_urc(std::string_view name, int value) {
  if (is_silent_ || !acquired_.acturc) return;
  environment_.line.post_urc(fmt::format("+CMQTT{}: {},{}", name, index_, value));
}

void Client::explain(std::string_view what, int value, std::string_view why) {
  // The reason may hold the host's own octets, such as a name that does not resolve.
  environment_.observer.on_why(
      fmt::format("why {} {} -> {}: {}", what, index_, value, escape(why)));
}

std::string_view Client::text_of_timeout() const {
  if (link_ == Link::opening) return "no connection to the server within the time limit";
  if (link_ == Link::securing) {
    return "the server has not finished the TLS handshake within the time limit (optimeout); it "
           "may "
           "speak no TLS on this port";
  }
  if (!session_.output().empty()) return "the server took no data within the time limit";
  return "no answer of the server within the time limit";
}

Time Client::deadline() const {
  const Time session = link_ == Link::open ? session_.deadline() : never;
  return std::min({limit_, session, groups_time()});
}

void Client::on_time() {
  if (environment_.now >= limit_) {
    const std::string_view why = text_of_timeout();
    switch (state_) {
      case ClientState::connecting: fail_connect(Err::timeout, why); break;
      case ClientState::disconnecting:
        finish_disconnect(static_cast<Err>(environment_.config.settings.disc_timeout_err), why);
        break;
      default: report(Err::timeout, why); happen(ClientEvent::completed);
    }
  }
  if (link_ == Link::open) handle(session_.on_time(environment_.now));
}

void Client::deliver() {
  at::Interpreter& line = environment_.line;
  const auto may_go = [this, &line] {
    return line.writer().is_attached() && rx_.has_next() &&
           line.writer().size() < limits::dte_output_size_max &&
           environment_.now >= groups_time_limit();
  };
  while (may_go()) {
    rx_.write_next(line.writer(), index_, acquired_.layout, environment_.config.settings);
  }
}

Time Client::groups_time_limit() const {
  const ServiceSettings& settings = environment_.config.settings;
  const at::Interpreter& line = environment_.line;
  Time time = line.next_boundary(environment_.now);
  if (line.last_result_time() != Time::min()) {
    time = std::max(time, line.last_result_time() + settings.urc_gap);
  }
  if (must_hold_groups()) time = std::max(time, rx_.next_since() + settings.rx_hold_max);
  return time;
}

bool Client::must_hold_groups() const {
  const bool is_own_result_due = has_result_due() && state_ != ClientState::disconnecting;
  return is_own_result_due && !environment_.config.settings.rx_between_ok_and_result &&
         rx_.size() < limits::rx_queue_size_max;
}

Time Client::groups_time() const {
  const at::ResponseWriter& writer = environment_.line.writer();
  const bool can_go =
      rx_.has_next() && writer.is_attached() && writer.size() < limits::dte_output_size_max;
  return can_go ? groups_time_limit() : never;
}

void Client::dte_closed() { rx_.rewind(); }

bool Client::wants_reading() const {
  // Half empty before reading goes on, so that it is not switched for each message.
  const std::size_t divisor = is_reading_paused_ ? 2 : 1;
  return rx_.size() < limits::rx_queue_size_max / divisor &&
         session_.output().size() < limits::link_output_size_max / divisor;
}

void Client::settle() {
  if (link_ != Link::open) return;
  if (!session_.output().empty() && !is_send_requested_) {
    is_send_requested_ = true;
    environment_.actions.emplace_back(SendLink{index_});
  }
  if (wants_reading() != is_reading_paused_) return;
  is_reading_paused_ = !is_reading_paused_;
  session_.set_reading_paused(is_reading_paused_, environment_.now);
  if (is_reading_paused_) {
    environment_.actions.emplace_back(PauseLink{index_});
  } else {
    environment_.actions.emplace_back(ResumeLink{index_});
  }
}

}  // namespace atmqtt::cmqtt
