#include "io/device_watch.hpp"

#include "io/unique_fd.hpp"

#include <sys/inotify.h>

#include <cstring>
#include <vector>

namespace atmqtt::io {

tl::expected<void, OpenError> DeviceWatch::open() {
  if (descriptor_.is_open()) return {};
  UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(system_error("inotify"));
  boost::system::error_code error;
  descriptor_.assign(fd.get(), error);
  if (error) return tl::unexpected(OpenError{"inotify: " + error.message()});
  static_cast<void>(fd.release());
  wait();
  return {};
}

tl::expected<int, OpenError> DeviceWatch::add(const std::string& path, DeviceListener& listener) {
  if (auto opened = open(); !opened) return tl::unexpected(opened.error());
  const int id = ::inotify_add_watch(descriptor_.native_handle(), path.c_str(),
                                     IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE);
  if (id < 0) return tl::unexpected(system_error("inotify: " + path));
  listeners_[id] = &listener;
  return id;
}

void DeviceWatch::remove(int id) {
  listeners_.erase(id);
  ::inotify_rm_watch(descriptor_.native_handle(), id);
}

void DeviceWatch::wait() {
  descriptor_.async_wait(Descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    poll();
    wait();
  });
}

void DeviceWatch::poll() {
  alignas(inotify_event) char buffer[4096];
  for (;;) {
    const ssize_t size = ::read(descriptor_.native_handle(), buffer, sizeof buffer);
    if (size <= 0) return;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
      inotify_event event;
      std::memcpy(&event, buffer + at, sizeof event);
      tell(event.wd, event.mask);
      at += sizeof event + event.len;
    }
  }
}

void DeviceWatch::tell(int id, unsigned mask) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    // Events are lost. A listener finds out by itself that a device is closed, not that it is open.
    std::vector<int> ids;
    for (const auto& [each, listener] : listeners_) ids.push_back(each);
    for (const int each : ids) tell(each, IN_OPEN);
    return;
  }
  const auto found = listeners_.find(id);
  if (found == listeners_.end()) return;
  if ((mask & IN_OPEN) != 0) {
    found->second->on_device_event(DeviceEvent::opened);
  } else if ((mask & (IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)) != 0) {
    found->second->on_device_event(DeviceEvent::closed);
  }
}

}  // namespace atmqtt::io
