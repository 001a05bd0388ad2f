#pragma once

#include "atmqtt/link.hpp"
#include "io/async_object.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// Whom a link tells. It may let go of the link in each of these calls.
class LinkListener {
 public:
  /// Any event but LinkSent; nothing after LinkFailed and LinkClosed.
  virtual void on_link_event(int link, const LinkEvent& event) = 0;

  /// The link takes octets again after a write() that took less than all.
  virtual void on_link_writable(int link) = 0;

 protected:
  ~LinkListener() = default;
};

/// A stream connection to a server. Letting go of it closes it, or gives up opening it.
class Link : public AsyncObject {
 public:
  /// Begins to open the link; never calls the listener. Called once.
  virtual void open(const std::string& host, std::uint16_t port) = 0;

  /// Writes what the socket takes at once and returns its size; never calls the listener. When that
  /// is less than all, on_link_writable() or the end of the link follows. Needs: the link is open.
  [[nodiscard]] virtual std::size_t write(std::string_view octets) = 0;

  /// Whether the link is read. Off, TCP holds the server, and the end of the link is not told. On
  /// at first. Never calls the listener.
  virtual void set_reading(bool is_reading) = 0;
};

}  // namespace atmqtt::io
