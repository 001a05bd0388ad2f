#include "io/event_loop.hpp"

#include "io/device_watch.hpp"
#include "io/tls_contexts.hpp"

namespace atmqtt::io {

// The hint 1 promises Asio that only one thread runs the context, which spares its locks.
EventLoop::EventLoop(Resolver& resolver)
    : resolver_(resolver),
      read_buffer_(new char[read_buffer_size]),
      tls_contexts_(std::make_unique<TlsContexts>()),
      context_(1),
      device_watch_(std::make_unique<DeviceWatch>(context_)) {}

EventLoop::~EventLoop() = default;

}  // namespace atmqtt::io
