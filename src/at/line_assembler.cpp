#include "at/line_assembler.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace atmqtt::at {
namespace {

constexpr char line_feed = '\n';
constexpr char carriage_return = '\r';

bool is_blank_or_control(char octet) { return static_cast<unsigned char>(octet) <= 0x20; }

char upper(char octet) {
  return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
}

}  // namespace

LineAssembler::Outcome LineAssembler::take(char octet, std::string& echo) {
  if (is_after_end_) {
    learn(octet);
    is_after_end_ = false;
    if (octet == line_feed && octet != registers_.termination()) return Outcome::more;
  }
  switch (state_) {
    case State::start: return take_start(octet, echo);
    case State::a: echo += octet; return take_after_a(octet);
    case State::body: echo += octet; return take_body(octet);
    case State::silent:
      echo += octet;
      if (octet == registers_.termination()) finish_line(State::start);
      return Outcome::more;
    case State::surplus_start:
    case State::surplus_a: return take_surplus_start(octet, echo);
    case State::surplus: take_surplus(octet, echo); return Outcome::more;
  }
  return Outcome::more;
}

LineAssembler::Outcome LineAssembler::take_start(char octet, std::string& echo) {
  echo += octet;
  if (octet == registers_.termination()) {
    finish_line(State::start);
  } else if (upper(octet) == 'A') {
    state_ = State::a;
  } else if (!is_blank_or_control(octet)) {
    state_ = State::silent;
  }
  return Outcome::more;
}

LineAssembler::Outcome LineAssembler::take_after_a(char octet) {
  if (octet == '/') {
    state_ = State::start;
    return Outcome::repeat;
  }
  if (octet == registers_.termination()) {
    finish_line(State::start);
  } else if (octet == registers_.editing()) {
    state_ = State::start;
  } else if (upper(octet) == 'T') {
    begin_body({});
  } else {
    state_ = State::silent;
  }
  return Outcome::more;
}

LineAssembler::Outcome LineAssembler::take_body(char octet) {
  if (octet == registers_.termination()) return finish_body();
  if (octet == registers_.editing()) {
    // V.250 5.2.2: editing reaches back to the prefix and no further.
    if (!body_.empty()) body_.pop_back();
    return Outcome::more;
  }
  constexpr std::size_t prefix_size = 2;
  if (body_.size() + prefix_size < limits::command_line_size_max) {
    body_ += octet;
  } else {
    is_too_long_ = true;
  }
  return Outcome::more;
}

LineAssembler::Outcome LineAssembler::take_surplus_start(char octet, std::string& echo) {
  if (state_ == State::surplus_start) {
    if (is_blank_or_control(octet) && !ends_surplus(octet)) return Outcome::more;
    if (upper(octet) == 'A') {
      withhold(octet);
      state_ = State::surplus_a;
      return Outcome::more;
    }
  } else if (withheld_count_ == 1 && upper(octet) == 'T') {
    withhold(octet);
    return Outcome::more;
  } else if (withheld_count_ == 2 && may_follow_prefix(octet)) {
    release(echo);
    echo += octet;
    begin_body({});
    return take_body(octet);
  }
  state_ = State::surplus;
  withheld_count_ = 0;
  take_surplus(octet, echo);
  return Outcome::more;
}

bool LineAssembler::may_follow_prefix(char octet) const {
  const bool is_letter = upper(octet) >= 'A' && upper(octet) <= 'Z';
  return is_letter || octet == '+' || octet == '&' || octet == registers_.termination();
}

void LineAssembler::take_surplus(char octet, std::string& echo) {
  if (ends_surplus(octet)) {
    state_ = State::start;
    withheld_count_ = 0;
    // The LF of a CR LF that ends surplus is no more of a line than the CR.
    is_after_end_ = octet != line_feed;
    return;
  }
  constexpr std::string_view prefix = "AT+";
  if (upper(octet) != prefix[withheld_count_]) withheld_count_ = 0;
  if (upper(octet) == prefix[withheld_count_]) withhold(octet);
  if (withheld_count_ == prefix.size()) {
    release(echo);
    begin_body("+");
  }
}

bool LineAssembler::ends_surplus(char octet) const {
  return octet == carriage_return || octet == line_feed || octet == registers_.termination();
}

void LineAssembler::release(std::string& echo) {
  echo.append(withheld_.data(), withheld_count_);
  withheld_count_ = 0;
}

void LineAssembler::begin_body(std::string_view typed) {
  state_ = State::body;
  is_too_long_ = false;
  body_ = typed;
}

LineAssembler::Outcome LineAssembler::finish_body() {
  finish_line(State::start);
  if (is_too_long_) {
    body_.clear();
    return Outcome::too_long;
  }
  bool is_quoted = false;
  const auto is_skipped = [&is_quoted](char octet) {
    if (octet == '"') is_quoted = !is_quoted;
    return !is_quoted && is_blank_or_control(octet);
  };
  std::erase_if(body_, is_skipped);
  return Outcome::line;
}

void LineAssembler::finish_line(State next) {
  state_ = next;
  is_after_end_ = true;
}

void LineAssembler::learn(char octet) {
  // A host that has once ended a line with CR LF may end another with CR alone, typed ahead or by
  // another of its functions; to take its next LF for data would spoil the data.
  if (octet == line_feed) {
    line_end_ = LineEnd::cr_lf;
  } else if (line_end_ == LineEnd::unknown) {
    line_end_ = LineEnd::cr;
  }
}

bool LineAssembler::is_half_typed() const {
  return state_ == State::a || state_ == State::body || state_ == State::silent ||
         state_ == State::surplus_a;
}

void LineAssembler::drop_partial() {
  if (state_ == State::body) body_.clear();
  state_ = State::start;
  withheld_count_ = 0;
  is_after_end_ = false;
  // Another host may end its lines otherwise.
  line_end_ = LineEnd::unknown;
}

void LineAssembler::take_over(const LineAssembler& before) {
  line_end_ = before.line_end_;
  is_after_end_ = before.is_after_end_;
}

bool LineAssembler::ends_line(char first_octet) {
  if (!is_after_end_) return false;
  is_after_end_ = false;
  if (first_octet == line_feed && line_end_ == LineEnd::cr) return false;
  learn(first_octet);
  return first_octet == line_feed;
}

}  // namespace atmqtt::at
