#include "io/stream_port.hpp"

#include "io/log.hpp"

namespace atmqtt::io {

StreamPort::StreamPort(EventLoop& loop, UniqueFd fd, std::string description, PortEnd end)
    : channel_(make_async<Channel>(loop, *this, std::move(fd))),
      description_(std::move(description)),
      end_(end) {}

void StreamPort::start(DteListener& listener) {
  listener_ = &listener;
  channel_->set_reading(true);
  listener_->on_dte_opened();
}

void StreamPort::on_channel_end(std::error_code error) {
  if (is_ended_) return;
  is_ended_ = true;
  if (end_ == PortEnd::failed) {
    log_error(description_ + ": " + (error ? error.message() : "the device is gone"));
  }
  const Stay stay(*this);
  channel_->set_reading(false);
  listener_->on_dte_closed();
  if (!is_retired()) listener_->on_port_ended(end_);
}

}  // namespace atmqtt::io
