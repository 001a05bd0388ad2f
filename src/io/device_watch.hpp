#pragma once

#include "io/descriptor.hpp"
#include "io/open_error.hpp"

#include <boost/asio/io_context.hpp>
#include <tl/expected.hpp>

#include <string>
#include <unordered_map>

namespace atmqtt::io {

enum class DeviceEvent : unsigned char { opened, closed };

/// Who is told that some process has opened or closed a device.
class DeviceListener {
 public:
  virtual void on_device_event(DeviceEvent event) = 0;

 protected:
  ~DeviceListener() = default;
};

/// Tells by inotify when devices are opened and closed. One instance serves all ports of a loop,
/// because a user may have only 128 of them. Equal events that follow each other directly may be
/// told once: the kernel merges them.
class DeviceWatch {
 public:
  explicit DeviceWatch(boost::asio::io_context& context) : descriptor_(context) {}

  /// Begins to tell `listener`. Returns what remove() wants.
  [[nodiscard]] tl::expected<int, OpenError> add(const std::string& path, DeviceListener& listener);
  void remove(int id);

  /// Tells at once what has happened up to now. Otherwise the loop tells it in its turn.
  void poll();

 private:
  [[nodiscard]] tl::expected<void, OpenError> open();
  void wait();
  void tell(int id, unsigned mask);

  Descriptor descriptor_;
  std::unordered_map<int, DeviceListener*> listeners_;
};

}  // namespace atmqtt::io
