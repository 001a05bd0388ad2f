#include "io/channel.hpp"

#include <boost/asio/post.hpp>

#include <cerrno>

namespace atmqtt::io {
namespace {

/// Asio cannot wait for a regular file: it has nothing to wait for.
bool is_ready(boost::system::error_code error) {
  return !error || error == boost::asio::error::operation_not_supported;
}

}  // namespace

Channel::Channel(EventLoop& loop, ChannelListener& listener, UniqueFd fd)
    : loop_(loop), listener_(listener), descriptor_(loop.context(), fd.release()) {}

void Channel::retire() {
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  descriptor_.close(ignored);
}

void Channel::set_reading(bool is_reading) {
  is_reading_ = is_reading;
  if (is_reading_ && read_wait_ == Wait::none) wait_readable();
}

void Channel::wait_readable() {
  read_wait_ = Wait::armed;
  descriptor_.async_wait(Descriptor::wait_read, handler([this](boost::system::error_code error) {
                           read_wait_ = Wait::none;
                           if (is_reading_ && is_ready(error)) read();
                         }));
}

void Channel::read() {
  const auto buffer = loop_.read_buffer();
  const ssize_t size = ::read(fd(), buffer.data(), buffer.size());
  if (size > 0) {
    listener_.on_channel_octets({buffer.data(), static_cast<std::size_t>(size)});
  } else if (size == 0) {
    // A write that met the reset has taken the error away; reading then sees a plain end. EPIPE
    // alone means that the other side had closed in good order before.
    end(write_error_ == EPIPE ? 0 : write_error_);
  } else if (errno != EAGAIN && errno != EINTR) {
    end(errno);
  }
  if (!is_retired() && is_reading_ && read_wait_ == Wait::none) wait_readable();
}

void Channel::end(int error) {
  is_reading_ = false;
  listener_.on_channel_end({error, std::system_category()});
}

std::size_t Channel::write(std::string_view octets) {
  if (write_wait_ == Wait::armed || write_error_ != 0 || octets.empty()) return 0;
  ssize_t size = 0;
  do {
    size = ::write(fd(), octets.data(), octets.size());
  } while (size < 0 && errno == EINTR);
  if (size < 0 && errno != EAGAIN) {
    write_error_ = errno;
    boost::asio::post(loop_.context(), handler([this] {
                        listener_.on_channel_write_failed({write_error_, std::system_category()});
                      }));
    return 0;
  }
  const std::size_t taken = size < 0 ? 0 : static_cast<std::size_t>(size);
  if (taken < octets.size()) wait_writable();
  return taken;
}

void Channel::wait_writable() {
  write_wait_ = Wait::armed;
  descriptor_.async_wait(Descriptor::wait_write, handler([this](boost::system::error_code error) {
                           write_wait_ = Wait::none;
                           if (is_ready(error)) listener_.on_channel_writable();
                         }));
}

}  // namespace atmqtt::io
