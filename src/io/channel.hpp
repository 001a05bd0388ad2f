#pragma once

#include "io/async_object.hpp"
#include "io/descriptor.hpp"
#include "io/event_loop.hpp"
#include "io/unique_fd.hpp"

#include <cstddef>
#include <string_view>
#include <system_error>

namespace atmqtt::io {

/// Whom a channel tells. It may let go of the channel in each of these calls.
class ChannelListener {
 public:
  /// Octets have come. Valid during the call.
  virtual void on_channel_octets(std::string_view octets) = 0;

  /// The channel takes octets again after a write() that took less than all.
  virtual void on_channel_writable() = 0;

  /// The other side takes no octets any more. Reading tells the end, in its time; whoever does not
  /// read now, or does not care for what is still to be read, may end it here.
  virtual void on_channel_write_failed(std::error_code) {}

  /// Everything that came has been told and nothing more will come: the other side has closed (no
  /// error) or the connection failed.
  virtual void on_channel_end(std::error_code error) = 0;

 protected:
  ~ChannelListener() = default;
};

/// Octets in and out through a file descriptor that does not block: a socket, a terminal device, a
/// pipe. A file, which is always ready, works as well. An idle channel holds no buffer.
class Channel final : public AsyncObject {
 public:
  /// Needs: `fd` is open and non-blocking, or never blocks. Reading is off at first.
  Channel(EventLoop& loop, ChannelListener& listener, UniqueFd fd);

  /// Whether octets are read. Off, nothing is told but on_channel_writable(), so that the sender is
  /// held by flow control; a read that has failed is tried again when it is switched on.
  void set_reading(bool is_reading);

  /// Writes what is taken at once and returns its size. When that is less than all,
  /// on_channel_writable() follows, or on_channel_write_failed().
  [[nodiscard]] std::size_t write(std::string_view octets);

  [[nodiscard]] int fd() { return descriptor_.native_handle(); }

 private:
  enum class Wait : unsigned char { none, armed };

  void retire() override;
  void wait_readable();
  void wait_writable();
  void read();
  void end(int error);

  EventLoop& loop_;
  ChannelListener& listener_;
  Descriptor descriptor_;
  int write_error_ = 0;
  bool is_reading_ = false;
  Wait read_wait_ = Wait::none;
  Wait write_wait_ = Wait::none;
};

}  // namespace atmqtt::io
