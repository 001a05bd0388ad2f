#include "trial/host.hpp"

#include "base/check.hpp"
#include "trial/typed_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <utility>
#include <variant>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;

/// Longer than every limit of the modem: what has not come by then does not come.
constexpr Duration patience = 300s;

/// Behind a failure a host waits before it tries again, and it does not try for ever.
constexpr Duration pause_after_failure = 5s;
constexpr int failures_max = 8;

/// The code of `+CMQTTSTART: <err>`; -1 when there is none.
int number_in_result(std::string_view text) {
  int number = -1;
  const std::string_view value = text.substr(text.find(": ") + 2);
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

}  // namespace

Host::Host(const Plan& plan, sim::NetworkedWorld& world, Time begin)
    : plan_(plan), world_(world), ready_(begin) {
  std::ranges::copy_if(plan.events, std::back_inserter(events_), is_of_host);
  if (!events_.empty()) ready_ += events_.front().time;
}

Time Host::next_time() const {
  if (running_) return running_->is_data_due ? world_.now() : running_->limit;
  return next_ == events_.size() ? never : std::max(ready_, world_.now());
}

void Host::act() {
  if (running_) {
    if (std::exchange(running_->is_data_due, false)) {
      const std::string data = running_->exchange.data;
      return world_.type(data);
    }
    if (world_.now() < running_->limit) return;
    running_.reset();  // It will never come. What is missing is counted by the invariants.
    ++failures_;
  }
  if (next_ == events_.size() || world_.now() < ready_) return;
  std::visit([this](const auto& what) { perform(what); }, events_[next_].what);
}

void Host::finish_event() {
  ++next_;
  step_ = 0;
  failures_ = 0;
  ready_ = world_.now() + (next_ < events_.size() ? events_[next_].time : Duration());
}

void Host::perform(const Task& task) {
  if (!world_.is_port_open() || failures_ > failures_max) return finish_event();
  auto exchange = next_exchange(task);
  if (!exchange) return finish_event();
  begin(std::move(*exchange));
}

void Host::perform(const Typed& typed) {
  const std::string octets = typed.octets;
  finish_event();
  world_.type(octets);
}

void Host::perform(const OpenPort&) {
  finish_event();
  world_.open_port();
}

void Host::perform(const ClosePort&) {
  finish_event();
  world_.close_port();
}

void Host::perform(const Reading& reading) {
  const bool reads = reading.reads;
  finish_event();
  world_.set_reading(reads);
}

/// The first thing that is missing for the task, or the next of the task itself.
std::optional<Exchange> Host::next_exchange(const Task& task) const {
  using Kind = Task::Kind;
  const std::size_t client = at(task.client);
  const bool puts_down = task.kind == Kind::disconnect || task.kind == Kind::release ||
                         task.kind == Kind::stop || task.kind == Kind::read;
  if (!puts_down) {
    if (!is_started_) return start_service();
    if (!is_acquired_.at(client)) return acquire(plan_, task.client);
    if (task.kind != Kind::will && !is_connected_.at(client)) return connect(plan_, task.client);
  }
  const std::vector<Exchange> own = own_exchanges(task);
  return step_ < own.size() ? std::optional(own[step_]) : std::nullopt;
}

std::vector<Exchange> Host::own_exchanges(const Task& task) const {
  switch (task.kind) {
    case Task::Kind::connect: return {};
    case Task::Kind::publish:
      // Another message each time, so that whoever counts them sees repeated ones.
      return {enter("TOPIC", task.client, task.topic),
              enter("PAYLOAD", task.client, fmt::format("{}: {}", failures_, task.payload)),
              trial::publish(task.client, task.qos)};
    case Task::Kind::subscribe: return {trial::subscribe(task.client, task.qos, task.topic)};
    case Task::Kind::unsubscribe: return {trial::unsubscribe(task.client, task.topic)};
    case Task::Kind::disconnect: return {trial::disconnect(task.client)};
    case Task::Kind::will: {
      std::vector<Exchange> own = {enter("WILLTOPIC", task.client, task.topic),
                                   enter("WILLMSG", task.client, task.payload)};
      own.back().line += ",1";
      return own;
    }
    case Task::Kind::read: return {{"AT+CMQTTACCQ?"}, {"AT+CMQTTCONNECT?"}, {"AT+CMQTTDISC?"}};
    case Task::Kind::release: return {trial::disconnect(task.client), trial::release(task.client)};
    case Task::Kind::stop:
      return {trial::disconnect(0), trial::disconnect(1), trial::release(0), trial::release(1),
              stop_service()};
  }
  return {};
}

void Host::begin(Exchange exchange) {
  const std::string octets = exchange.line + "\r";
  running_ = Running{std::move(exchange), world_.now() + patience};
  world_.type(octets);
}

void Host::on_item(const Item& item) {
  if (const auto* line = std::get_if<TextLine>(&item)) {
    const std::string& text = line->text;
    int client = 0;
    if (std::sscanf(text.c_str(), "+CMQTTCONNLOST: %d", &client) == 1) {
      is_connected_.at(at(client)) = false;
    }
    if (text == "+CMQTTNONET") lose_all();
    if (!running_) return;
    const std::string name = command_name(running_->exchange.line);
    const auto result = client_result(text);
    if (result && result->name == name && result->client == running_->exchange.client) {
      running_->err = result->err;
      running_->is_result_seen = true;
    } else if (running_->exchange.client < 0 && text.starts_with(name + ": ")) {
      running_->err = number_in_result(text);
      running_->is_result_seen = true;
    }
    finish_if_done();
  }
  if (!running_) return;
  if (std::holds_alternative<Prompt>(item)) running_->is_data_due = true;
  if (const auto* code = std::get_if<FinalCode>(&item)) {
    running_->is_ok = code->is_ok;
    finish_if_done();
  }
}

void Host::finish_if_done() {
  if (!running_->is_ok) return;
  if (*running_->is_ok && running_->exchange.has_result && !running_->is_result_seen) return;
  const Running done = *std::exchange(running_, std::nullopt);
  learn(done);
}

/// A refusal tells what the host has got wrong; without a code it believes nothing any more.
void Host::learn(const Running& done) {
  const std::string name = command_name(done.exchange.line);
  const int client = std::max(done.exchange.client, 0);
  const bool is_done = *done.is_ok && done.err.value_or(0) == 0;
  const std::vector<Exchange> own = own_exchanges(std::get<Task>(events_[next_].what));
  const bool is_own = step_ < own.size() && own[step_].line == done.exchange.line;
  ready_ = world_.now() + (is_done ? Duration(1ms) : Duration(pause_after_failure));
  const bool puts_down = name == "+CMQTTDISC" || name == "+CMQTTREL" || name == "+CMQTTSTOP";
  if (is_own && (is_done || puts_down)) ++step_;
  if (!is_done && !puts_down) {
    ++failures_;
    if (is_own) step_ = 0;
  }
  const bool is_bare = !*done.is_ok && !done.err;
  const int err = done.err.value_or(0);
  if (name == "+CMQTTSTART") {
    is_started_ = is_done || is_bare || err == 23;
  } else if (name == "+CMQTTACCQ") {
    is_acquired_.at(at(client)) = is_done || is_bare || err == 19;
    if (err == 9) lose_all();
  } else if (name == "+CMQTTCONNECT") {
    is_connected_.at(at(client)) = is_done || err == 13;
    if (is_bare || err == 20 || err == 9) lose_all();
  } else if (name == "+CMQTTREL") {
    is_acquired_.at(at(client)) = !*done.is_ok && err != 20;
  } else if (name == "+CMQTTSTOP") {
    if (is_done) lose_all();
  } else if (name == "+CMQTTDISC" || err == 11) {
    is_connected_.at(at(client)) = false;
  } else if (is_bare || err == 9 || err == 20) {
    lose_all();
  }
}

void Host::lose_all() {
  is_started_ = false;
  is_acquired_ = {};
  is_connected_ = {};
}

}  // namespace atmqtt::trial
