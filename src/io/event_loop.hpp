#pragma once

#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "io/source_addresses.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <span>

namespace atmqtt::io {

class DeviceWatch;
class Resolver;
class TlsContexts;

/// What all modems of one thread share: the Asio context, the pool of buffers, one read buffer and
/// the clock. Reading goes through the one buffer and happens only when there is something to read,
/// so that an idle connection holds none.
class EventLoop {
 public:
  /// The resolver, which loops may share, must outlive the loop.
  explicit EventLoop(Resolver& resolver);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] BufferPool& pool() { return pool_; }
  [[nodiscard]] Resolver& resolver() { return resolver_; }
  [[nodiscard]] DeviceWatch& device_watch() { return *device_watch_; }
  [[nodiscard]] TlsContexts& tls_contexts() { return *tls_contexts_; }
  [[nodiscard]] SourceAddresses& source_addresses() { return source_addresses_; }

  /// 64 KiB. Its content lasts until the handler that has read returns.
  [[nodiscard]] std::span<char> read_buffer() { return {read_buffer_.get(), read_buffer_size}; }

  [[nodiscard]] static Time now() { return to_time(std::chrono::steady_clock::now()); }
  [[nodiscard]] static Time to_time(std::chrono::steady_clock::time_point time) {
    return Time(std::chrono::duration_cast<Duration>(time.time_since_epoch()));
  }
  [[nodiscard]] static std::chrono::steady_clock::time_point to_steady(Time time) {
    return std::chrono::steady_clock::time_point(time.time_since_epoch());
  }

 private:
  static constexpr std::size_t read_buffer_size = 64 * 1024;

  Resolver& resolver_;
  BufferPool pool_;
  SourceAddresses source_addresses_;
  std::unique_ptr<char[]> read_buffer_;
  // Links use these to their end, which may be that of the Asio context.
  std::unique_ptr<TlsContexts> tls_contexts_;
  boost::asio::io_context context_;
  std::unique_ptr<DeviceWatch> device_watch_;
};

}  // namespace atmqtt::io
