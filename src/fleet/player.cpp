#include "fleet/player.hpp"

#include "base/check.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

/// What is sent at first: the module may print boot lines before it answers, and it may not listen
/// yet.
constexpr std::string_view start_line = "ATE0\r";
constexpr std::string_view start_answer = "\r\nOK\r\n";
constexpr Duration start_again_time = 1s;
constexpr int start_count_max = 60;

constexpr std::string_view line_end = "\r\n";

/// The result of an operation whose connection has gone: +CMQTTCONNLOST follows.
constexpr int result_of_lost = 6;

constexpr std::size_t shown_size_max = 80;

std::string shown(std::string_view octets) {
  const bool is_cut = octets.size() > shown_size_max;
  return fmt::format("'{}{}'", escape(octets.substr(0, shown_size_max)), is_cut ? "..." : "");
}

/// The numbers behind the name of a line, as in "+CMQTTPUB: 0,17".
bool parse_codes(std::string_view text, int& client, int& code) {
  const char* const end = text.data() + text.size();
  const auto [comma, error] = std::from_chars(text.data(), end, client);
  if (error != std::errc() || comma == end || *comma != ',') return false;
  const auto [stop, error_of_code] = std::from_chars(comma + 1, end, code);
  return error_of_code == std::errc() && stop == end && client >= 0 && client < link_count;
}

}  // namespace

struct Player::Report {
  std::string_view name;
  void (Player::*report)(Client& client, int code, Time now);
  bool is_unsolicited;
};

const Player::Report Player::reports[] = {
    {"+CMQTTCONNECT: ", &Player::on_connect, false},
    {"+CMQTTPUB: ", &Player::on_publish, false},
    {"+CMQTTDISC: ", &Player::on_disconnect, false},
    {"+CMQTTCONNLOST: ", &Player::on_lost, true},
};

Player::Player(PlayerContext& context, std::uint32_t number, std::string_view broker,
               std::uint64_t seed)
    : context_(context),
      broker_(broker),
      pending_(context.pool),
      // Two rounds keep the numbers of neighbours apart.
      random_(seed ^ sim::mix(number)),
      number_(number) {}

void Player::power_on(Time now) {
  CHECK(state_ == State::off);
  ++context_.tally.modems;
  state_ = State::starting;
  start_count_ = 0;
  is_send_due_ = true;
  deadline_ = now + start_again_time;
}

void Player::power_off() {
  if (state_ == State::off) return;
  --context_.tally.modems;
  if (state_ == State::finished) --context_.tally.finished;
  for (Client& client : clients_) set_phase(client, Phase::idle);
  pending_.clear();
  state_ = State::off;
  is_send_due_ = false;
  deadline_ = never;
}

const Step* Player::step() const {
  return state_ == State::playing ? &context_.script.steps[step_] : nullptr;
}

/// The step is done.
void Player::next(Time now) {
  ++step_;
  enter(now);
}

/// Makes ready for the step, and passes over those that take no time.
void Player::enter(Time now) {
  const auto& steps = context_.script.steps;
  is_send_due_ = false;
  for (; step_ < steps.size(); ++step_) {
    const Step& step = steps[step_];
    if (std::holds_alternative<Repeat>(step.what)) {
      passes_.at(depth_++) = 0;
    } else if (const auto* end = std::get_if<EndRepeat>(&step.what)) {
      const auto& repeat = std::get<Repeat>(steps[end->begin - 1].what);
      if (++passes_.at(depth_ - 1U) == repeat.passes) {
        --depth_;
      } else {
        step_ = end->begin - 1;
      }
    } else if (const auto* wait = std::get_if<Wait>(&step.what)) {
      deadline_ = now + random_.between(wait->low, wait->high);
      return;
    } else {
      const auto* send = std::get_if<Send>(&step.what);
      const bool is_paced = send != nullptr && send->command == ClientCommand::connect;
      const Time time = is_paced ? context_.pace.take(now) : now;
      is_send_due_ = send != nullptr && time == now;
      deadline_ = send != nullptr && !is_send_due_ ? time : now + step.patience;
      return;
    }
  }
  state_ = State::finished;
  ++context_.tally.finished;
  deadline_ = never;
}

Values Player::values() const {
  return {.modem = number_,
          .settings = &context_.settings,
          .pass = depth_ == 0 ? 1 : passes_.at(depth_ - 1U) + 1,
          .time_us = context_.now_us(),
          .broker = broker_};
}

/// The data is that of the next step that sends something. Its random digits differ from those that
/// will be sent, but not in number.
std::size_t Player::data_length(const Values& values) {
  const auto& steps = context_.script.steps;
  for (std::size_t i = step_ + 1; i < steps.size(); ++i) {
    const auto* data = std::get_if<Send>(&steps[i].what);
    if (data == nullptr) continue;
    context_.data.clear();
    data->text.append_to(context_.data, values);
    return context_.data.size();
  }
  return 0;
}

void Player::send(std::string& out, Time now) {
  CHECK(is_send_due_);
  is_send_due_ = false;
  if (state_ == State::starting) {
    out += start_line;
    return;
  }
  const Send& send = std::get<Send>(step()->what);
  Values values = this->values();
  values.random = random_.next();
  if (send.text.uses(Text::Placeholder::length)) values.data_length = data_length(values);
  send.text.append_to(out, values);
  if (send.command != ClientCommand::none) {
    Client& client = clients_.at(static_cast<std::size_t>(send.client));
    client.publish_time = now;
    if (send.command == ClientCommand::connect) set_phase(client, Phase::connecting);
    if (send.command == ClientCommand::disconnect) set_phase(client, Phase::disconnecting);
  }
  next(now);
}

void Player::on_time(Time now) {
  if (now < deadline_) return;
  if (state_ == State::pausing) {
    state_ = State::restart_due;
    deadline_ = never;
  } else if (state_ == State::starting && ++start_count_ < start_count_max) {
    is_send_due_ = true;
    deadline_ = now + start_again_time;
  } else if (state_ == State::playing && std::holds_alternative<Wait>(step()->what)) {
    next(now);
  } else if (state_ == State::playing && std::holds_alternative<Send>(step()->what) &&
             !is_send_due_) {
    is_send_due_ = true;  // its turn in the pace of connects has come
    deadline_ = now + step()->patience;
  } else {
    fail(Fault::Kind::late_answer, pending_.view(), now);
  }
}

void Player::take(std::string_view output, Time now) {
  if (state_ == State::off || state_ == State::restart_due) return;
  if (pending_.empty()) {
    const std::size_t taken = consume(output, now);
    if (taken < output.size()) pending_.append(output.substr(taken));
    return;
  }
  pending_.append(output);
  const std::size_t taken = consume(pending_.view(), now);
  if (taken == pending_.size()) {
    pending_.clear();
  } else if (taken > 0) {
    pending_.edit().erase(0, taken);
  }
  if (pending_.size() > limits::unseen_output_size_max) {
    pending_.clear();
    fail(Fault::Kind::wrong_answer, "more octets than any answer has", now);
  }
}

std::size_t Player::consume(std::string_view output, Time now) {
  std::size_t taken = 0;
  while (taken < output.size()) {
    const std::size_t size = consume_item(output.substr(taken), now);
    if (size == 0) break;
    taken += size;
  }
  return taken;
}

/// Takes what stands at the front; nothing while it is not complete.
std::size_t Player::consume_item(std::string_view output, Time now) {
  if (state_ == State::starting) return consume_start(output, now);
  const Step* const current = step();
  if (current != nullptr) {
    if (const auto* expect = std::get_if<Expect>(&current->what)) {
      const auto match = expect->pattern.match(output);
      using Kind = sim::Pattern::Match::Kind;
      if (match.kind == Kind::incomplete) return 0;
      if (match.kind == Kind::complete) {
        watch_lines(output.substr(0, match.size), now);
        next(now);
        return match.size;
      }
    }
  }
  const GroupRead group = read_rx_group(output, context_.message);
  if (group.kind == GroupRead::Kind::incomplete) return 0;
  if (group.kind == GroupRead::Kind::complete) {
    on_message(now);
    return group.size;
  }
  return consume_line(output, now);
}

/// Whatever comes before the answer was said before the host was there.
std::size_t Player::consume_start(std::string_view output, Time now) {
  const std::size_t found = output.find(start_answer);
  if (found == std::string_view::npos) return 0;
  state_ = State::playing;
  step_ = 0;
  depth_ = 0;
  enter(now);
  return found + start_answer.size();
}

std::size_t Player::consume_line(std::string_view output, Time now) {
  const std::size_t begin = output.starts_with(line_end) ? line_end.size() : 0;
  std::size_t size = output.find(line_end, begin);
  // A prompt has no end of its own.
  if (size == std::string_view::npos && !output.substr(begin).starts_with('>')) return 0;
  if (size == std::string_view::npos) size = output.size();
  const std::string_view line = output.substr(begin, size - begin);
  on_unexpected(line, now);
  return std::min(size + line_end.size(), output.size());
}

void Player::on_message(Time now) {
  ++context_.tally.received;
  const Step* const current = step();
  const auto* receive = current == nullptr ? nullptr : std::get_if<Receive>(&current->what);
  const ReceivedMessage& message = context_.message;
  if (receive == nullptr || receive->client != message.client) return;
  const Values values = this->values();
  std::optional<std::int64_t> sent_us;
  if (!receive->topic.match(message.topic, values, sent_us)) return;
  if (!receive->payload.match(message.payload, values, sent_us)) return;
  if (sent_us) context_.tally.message.add(std::chrono::microseconds(values.time_us - *sent_us));
  next(now);
}

void Player::on_unexpected(std::string_view line, Time now) {
  int code = 0;
  const Report* const report = watch(line, code, now);
  if (state_ == State::pausing || line.starts_with("+CMQTTPING: ")) return;
  if (line.starts_with("+CMQTTNONET") || (report != nullptr && report->is_unsolicited)) {
    return fail(Fault::Kind::connection_lost, line, now);
  }
  if (report != nullptr && code == result_of_lost) {
    return fail(Fault::Kind::connection_lost, line, now);
  }
  if (report != nullptr && report->report == &Player::on_connect) {
    return fail(Fault::Kind::not_connected, line, now);
  }
  fail(Fault::Kind::wrong_answer, line, now);
}

/// What an expected piece of output says of the clients.
void Player::watch_lines(std::string_view output, Time now) {
  while (!output.empty()) {
    const std::size_t size = std::min(output.find(line_end), output.size());
    int code = 0;
    watch(output.substr(0, size), code, now);
    output.remove_prefix(std::min(size + line_end.size(), output.size()));
  }
}

/// Returns the row of the line, if it is one about a client.
const Player::Report* Player::watch(std::string_view line, int& code, Time now) {
  for (const Report& report : reports) {
    if (!line.starts_with(report.name)) continue;
    int client = 0;
    if (!parse_codes(line.substr(report.name.size()), client, code)) return nullptr;
    (this->*report.report)(clients_.at(static_cast<std::size_t>(client)), code, now);
    return &report;
  }
  return nullptr;
}

void Player::on_connect(Client& client, int code, Time now) {
  if (client.phase != Phase::connecting) return;
  set_phase(client, code == 0 ? Phase::connected : Phase::idle);
  if (code == 0) {
    ++context_.tally.connects;
    context_.tally.connect.add(now - client.publish_time);
  } else {
    ++context_.tally.failed[code];
  }
}

void Player::on_publish(Client& client, int code, Time now) {
  if (client.publish_time == never || code != 0) return;
  ++context_.tally.published;
  context_.tally.publish.add(now - client.publish_time);
  client.publish_time = never;
}

void Player::on_disconnect(Client& client, int code, Time) {
  if (client.phase == Phase::disconnecting && code == 0) set_phase(client, Phase::idle);
}

void Player::on_lost(Client& client, int code, Time) {
  ++context_.tally.lost[code];
  set_phase(client, Phase::idle);
}

void Player::set_phase(Client& client, Phase phase) {
  const auto count = [this](Phase each, std::uint64_t step) {
    if (each == Phase::connecting) context_.tally.connecting += step;
    if (each == Phase::connected || each == Phase::disconnecting) context_.tally.connected += step;
  };
  count(client.phase, ~std::uint64_t{0});  // one less
  count(phase, 1);
  client.phase = phase;
}

void Player::fail(Fault::Kind kind, std::string_view got, Time now) {
  const bool is_error = kind == Fault::Kind::wrong_answer || kind == Fault::Kind::late_answer;
  if (is_error) ++context_.tally.errors;
  ++context_.tally.restarts;
  const Step* const current = step();
  Occurrence& occurrence = context_.tally.faults[{kind, current == nullptr ? 0 : current->line}];
  if (occurrence.count++ == 0) occurrence.first = describe(got);
  if (state_ == State::finished) --context_.tally.finished;
  state_ = State::pausing;
  is_send_due_ = false;
  deadline_ = now + random_.between(context_.pause / 2, context_.pause + context_.pause / 2);
}

std::string Player::describe(std::string_view got) const {
  std::string text = fmt::format("modem {}: {}", number_, context_.script.head.name);
  std::string expected = "nothing more";
  if (state_ == State::starting) expected = "the answer to ATE0";
  if (const Step* const current = step()) {
    text += fmt::format(":{}", current->line);
    if (const auto* expect = std::get_if<Expect>(&current->what)) {
      expected = shown(expect->pattern.text());
    } else if (const auto* receive = std::get_if<Receive>(&current->what)) {
      expected = fmt::format("the message {}", shown(receive->topic.written()));
    }
  }
  text += fmt::format(": expected {}, got {}", expected, got.empty() ? "nothing" : shown(got));
  if (context_.reason.modem == number_) text += fmt::format(" ({})", context_.reason.text);
  return text;
}

}  // namespace atmqtt::fleet
