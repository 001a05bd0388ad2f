#include "at/interpreter.hpp"

#include "at/masking.hpp"
#include "base/check.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace atmqtt::at {

Interpreter::Interpreter(const LineSettings& settings, BufferPool& pool, Observer& observer)
    : settings_(settings),
      observer_(observer),
      writer_(registers_, pool, observer),
      assembler_(registers_),
      input_(pool),
      echo_(pool),
      posts_(pool),
      data_(pool) {
  registers_.echo = settings.echo;
  registers_.cmee = static_cast<unsigned char>(settings.cmee);
}

void Interpreter::take_over(Interpreter& before) {
  writer_.take_over(before.writer_);
  assembler_.take_over(before.assembler_);
  input_ = std::move(before.input_);
  last_octet_time_ = before.last_octet_time_;
}

std::size_t Interpreter::receive(std::string_view octets, Time now) {
  const std::size_t room = limits::type_ahead_size_max - input_.size();
  const std::size_t count = std::min(octets.size(), room);
  input_.append(octets.substr(0, count));
  if (count > 0) last_octet_time_ = now;
  return count;
}

bool Interpreter::wants_octets() const { return input_.size() < limits::type_ahead_size_max; }

bool Interpreter::advance(Time now) {
  now_ = now;
  const auto can_go_on = [this] {
    return !input_.empty() && mode_ != Mode::pending &&
           writer_.size() < limits::dte_output_size_max;
  };
  if (!can_go_on()) return false;
  if (mode_ == Mode::entering) {
    take_data_octets();
  } else {
    take_command_octets();
  }
  return can_go_on();
}

void Interpreter::take_command_octets() {
  const std::string_view octets = input_.view();
  auto outcome = LineAssembler::Outcome::more;
  std::size_t count = 0;
  bool is_boundary = false;
  while (count < octets.size() && outcome == LineAssembler::Outcome::more && !is_boundary) {
    outcome = assembler_.take(octets[count++], echo_.edit());
    // What waits is written where it may be, not where the octets of the DTE happen to be cut.
    is_boundary = !posts_.empty() && !assembler_.is_half_typed();
  }
  input_.pop(count);
  writer_.echo(echo_.view());
  echo_.clear();
  if (outcome == LineAssembler::Outcome::more) return;
  if (outcome == LineAssembler::Outcome::too_long) {
    trace_received("(a command line beyond the limit)");
    fail("line", fmt::format("it is longer than {} octets", limits::command_line_size_max));
    return;
  }
  begin_line();
}

void Interpreter::begin_line() {
  ++line_number_;
  hides_line_ = may_be_secret_ && !is_understood(assembler_.body());
  if (!hides_line_) may_be_secret_ = false;
  if (observer_.is_tracing()) {
    trace_received(hides_line_ ? shown(assembler_.body()) : masked(assembler_.body()));
  }
  rest_ = assembler_.body();
  run_rest();
}

void Interpreter::run_rest() {
  while (!rest_.empty()) {
    const std::string_view before = rest_;
    const auto parsed = take_command(rest_, settings_.any_sign);
    if (!parsed) return fail(mask_quoted(before), parsed.error());
    if (!select(*parsed)) {
      if (pass_unknown(*parsed)) continue;
      return;
    }
    if (!rest_.empty() && current_.set->stands_last(current_.selection, parsed->form)) {
      return fail(parsed->name, "it may only stand last in a command line");
    }
    writer_.begin_response();
    if (!settle(current_.set->run(current_.selection, *parsed, writer_))) return;
  }
  end_line(ResultCode::ok);
}

bool Interpreter::pass_unknown(const ParsedCommand& parsed) {
  constexpr std::string_view why = "there is no such command";
  if (settings_.unknown_command == UnknownCommand::ok) {
    observer_.on_why(fmt::format("why {} -> OK: {}", shown(parsed.name), why));
    return true;
  }
  if (settings_.unknown_command == UnknownCommand::exit && missing_command_.empty()) {
    missing_command_ = parsed.name;
  }
  fail(parsed.name, why);
  return false;
}

bool Interpreter::select(const ParsedCommand& parsed) {
  current_.set = nullptr;
  for (CommandSet* set : sets_) {
    const auto selection = set->select(parsed);
    if (!selection) continue;
    current_ = {set, *selection, parsed.form, parsed.text};
    return true;
  }
  return false;
}

ParsedCommand Interpreter::parse_current() const {
  std::string_view text = current_.text;
  auto parsed = take_command(text, settings_.any_sign);
  CHECK(parsed.has_value());  // It could be parsed before.
  return *parsed;
}

bool Interpreter::settle(Reply&& reply) {
  if (!reply.why.empty()) explain(reply);
  if (reply.value_count > 0) {
    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "{}: {}", current_.set->name(current_.selection),
                   fmt::join(reply.values.begin(), reply.values.begin() + reply.value_count, ","));
    writer_.information({text.data(), text.size()});
  }
  switch (reply.kind) {
    case Reply::Kind::ok:
      if (reply.is_behind_posts) write_posts();
      return true;
    case Reply::Kind::error: end_line(ResultCode::error, reply.cme); return false;
    case Reply::Kind::pending: mode_ = Mode::pending; return false;
    case Reply::Kind::data:
      mode_ = Mode::entering;
      prompt_time_ = now_;
      data_size_ = reply.data_size;
      writer_.prompt(settings_.prompt_octets);
      return false;
  }
  return false;
}

void Interpreter::write_final(ResultCode code, std::optional<CmeError> cme) {
  if (!cme || registers_.cmee == 0) return writer_.final_result(code);
  const std::string text =
      registers_.cmee == 1 ? fmt::format("{}", static_cast<int>(*cme)) : std::string(text_of(*cme));
  writer_.final_result(fmt::format("+CME ERROR: {}", text));
}

void Interpreter::end_line(ResultCode code, std::optional<CmeError> cme) {
  write_final(code, cme);
  rest_ = {};
  mode_ = Mode::command;
  writer_.begin_response();
  if (code == ResultCode::error && current_.set != nullptr &&
      current_.set->takes_data(current_.selection, current_.form)) {
    expect_surplus(current_.set->is_data_secret(current_.selection));
  }
  current_.set = nullptr;
}

void Interpreter::expect_surplus(bool is_secret) {
  assembler_.expect_surplus();
  may_be_secret_ = may_be_secret_ || is_secret;
}

void Interpreter::fail(std::string_view command, std::string_view why) {
  observer_.on_why(fmt::format("why {} -> ERROR: {}", shown(command), why));
  end_line(ResultCode::error);
}

void Interpreter::explain(const Reply& reply) {
  std::string text = fmt::format("why {}", current_.set->short_name(current_.selection));
  auto out = std::back_inserter(text);
  for (std::size_t i = 0; i + 1 < reply.value_count; ++i) {
    fmt::format_to(out, " {}", reply.values[i]);
  }
  if (reply.value_count > 0) {
    fmt::format_to(out, " -> {}: {}", reply.values[reply.value_count - 1], reply.why);
  } else {
    fmt::format_to(out, " -> ERROR: {}", reply.why);
  }
  observer_.on_why(text);
}

void Interpreter::take_data_octets() {
  std::string_view octets = input_.view();
  if (data_.empty() && assembler_.ends_line(octets.front())) {
    input_.pop(1);
    return;
  }
  last_octet_time_ = now_;
  octets = octets.substr(0, data_size_ - data_.size());
  data_.append(octets);
  if (settings_.echo_data == DataEcho::follows_ate) writer_.echo(octets);
  input_.pop(octets.size());
  if (data_.size() == data_size_) complete_data();
}

void Interpreter::complete_data() {
  const bool is_secret = current_.set->is_data_secret(current_.selection);
  if (observer_.is_tracing()) {
    trace_received(is_secret ? fmt::format("({} octets, masked)", data_.size())
                             : traced_data(data_.view()));
  }
  mode_ = Mode::command;
  writer_.begin_response();
  Reply reply = current_.set->complete(current_.selection, parse_current(), data_.view());
  data_.clear();
  if (settle(std::move(reply))) run_rest();
  expect_surplus(is_secret);
}

void Interpreter::finish(std::uint32_t line_number, Reply reply) {
  if (mode_ != Mode::pending || line_number != line_number_) return;
  mode_ = Mode::command;
  if (settle(std::move(reply))) run_rest();
}

void Interpreter::post(Post kind, std::string_view text) {
  if (!writer_.is_attached()) return;
  // A record is its kind, the size of its text in two octets, and the text.
  CHECK(text.size() <= 0xFFFF);
  std::string& tail = posts_.tail();
  tail += static_cast<char>(kind);
  tail += static_cast<char>(text.size() >> 8);
  tail += static_cast<char>(text.size() & 0xFF);
  tail += text;
}

void Interpreter::flush(Time now) {
  now_ = now;
  if (!posts_.empty() && next_boundary(now) <= now) write_posts();
}

void Interpreter::write_posts() {
  while (!posts_.empty()) {
    const std::string_view record = posts_.view();
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(record[1]) << 8 |
                                               static_cast<unsigned char>(record[2]));
    constexpr std::size_t header_size = 3;
    writer_.unsolicited(record.substr(header_size, size));
    if (record[0] == static_cast<char>(Post::result)) last_result_time_ = now_;
    posts_.pop(header_size + size);
  }
}

Time Interpreter::next_boundary(Time now) const {
  if (mode_ != Mode::command) return never;
  if (!assembler_.is_half_typed()) return now;
  return std::max(now, last_octet_time_ + settings_.urc_typing_hold);
}

void Interpreter::detach() {
  writer_.detach();
  input_.clear();
  posts_.clear();
  data_.clear();
  assembler_.drop_partial();
  rest_ = {};
  mode_ = Mode::command;
  current_.set = nullptr;
  may_be_secret_ = false;
}

Time Interpreter::deadline() const {
  if (mode_ == Mode::entering) return data_deadline();
  // What is queued at a boundary is written in the same call, so only a half-typed line holds it.
  return posts_.empty() ? never : next_boundary(last_octet_time_);
}

Time Interpreter::data_deadline() const {
  // Octets that have come and wait only for the DTE to read are not missing.
  if (mode_ != Mode::entering || !input_.empty()) return never;
  return std::max(prompt_time_, last_octet_time_) + settings_.prompt_timeout;
}

void Interpreter::on_time(Time now) {
  now_ = now;
  if (now < data_deadline()) return;
  data_.clear();
  mode_ = Mode::command;
  writer_.begin_response();
  Reply reply = current_.set->expire(current_.selection, parse_current());
  if (settle(std::move(reply))) run_rest();
}

bool Interpreter::is_quiet() const {
  return mode_ != Mode::pending && posts_.empty() && input_.empty();
}

bool Interpreter::is_understood(std::string_view body) {
  while (!body.empty()) {
    const auto parsed = take_command(body, settings_.any_sign);
    if (!parsed || !select(*parsed)) return false;
    if (!current_.set->is_understood(current_.selection, *parsed)) return false;
  }
  return true;
}

std::string Interpreter::shown(std::string_view command) const {
  return hides_line_ ? std::string(mask) : escape(command);
}

std::string Interpreter::masked(std::string_view body) {
  std::string text = "AT";
  while (!body.empty()) {
    const std::string_view before = body;
    const auto parsed = take_command(body, settings_.any_sign);
    const std::size_t size = before.size() - body.size();
    const bool is_understood =
        parsed && select(*parsed) && current_.set->is_understood(current_.selection, *parsed);
    if (!is_understood) {
      text += mask_quoted(before);
      break;
    }
    const auto is_secret = [this](std::size_t i) {
      return current_.form == Form::write && current_.set->is_secret(current_.selection, i);
    };
    text += mask_arguments(before.substr(0, size), *parsed, is_secret);
  }
  current_.set = nullptr;
  return text;
}

void Interpreter::trace_received(std::string_view text) {
  if (observer_.is_tracing()) observer_.on_line(Direction::received, text);
}

}  // namespace atmqtt::at
