#include "app/script.hpp"

#include "base/limits.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace atmqtt::app {

Script::Script(io::EventLoop& loop, LiveStage& stage)
    : stage_(stage),
      descriptor_(STDIN_FILENO, O_RDONLY),
      signals_(loop.context(), SIGINT, SIGTERM) {
  if (!descriptor_.is_open()) {
    has_ended_ = true;
    return;
  }
  input_ = io::make_async<io::Channel>(loop, *this, descriptor_.take());
  input_->set_reading(true);
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (!error) end();
  });
}

std::string Script::take_line() {
  std::string line = std::move(lines_[next_++]);
  ++line_number_;
  if (has_line()) return line;
  lines_.clear();
  next_ = 0;
  if (!has_ended_) input_->set_reading(true);
  return line;
}

void Script::on_channel_octets(std::string_view octets) {
  for (const char octet : octets) {
    if (octet == '\n') {
      add_line();
    } else {
      partial_ += octet;
    }
  }
  if (has_line()) input_->set_reading(false);
  if (partial_.size() > limits::script_line_size_max) {
    is_too_long_ = true;
    end();
  }
  stage_.wake();
}

void Script::on_channel_end(std::error_code) {
  if (!partial_.empty()) add_line();
  end();
}

void Script::add_line() {
  if (partial_.ends_with('\r')) partial_.pop_back();
  lines_.push_back(std::exchange(partial_, {}));
}

void Script::end() {
  has_ended_ = true;
  input_->set_reading(false);
  stage_.wake();
}

}  // namespace atmqtt::app
