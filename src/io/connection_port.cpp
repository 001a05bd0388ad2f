#include "io/connection_port.hpp"

#include "base/check.hpp"

namespace atmqtt::io {

void ConnectionPort::attach(UniqueFd connection) {
  CHECK(channel_ == nullptr && listener_ != nullptr);
  channel_ = make_async<Channel>(loop_, *this, std::move(connection));
  channel_->set_reading(is_reading_);
  listener_->on_dte_opened();
}

std::size_t ConnectionPort::write(std::string_view octets) {
  return channel_ ? channel_->write(octets) : octets.size();
}

void ConnectionPort::set_reading(bool is_reading) {
  is_reading_ = is_reading;
  if (channel_) channel_->set_reading(is_reading);
}

void ConnectionPort::on_channel_end(std::error_code) {
  channel_.reset();
  listener_->on_dte_closed();
}

}  // namespace atmqtt::io
