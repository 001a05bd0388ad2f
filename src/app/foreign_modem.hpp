#pragma once

#include "app/live_target.hpp"
#include "app/port_options.hpp"
#include "io/event_loop.hpp"

namespace atmqtt::app {

/// A modem behind a port of somebody else: a real module, or another program.
class ForeignModem final : public LiveTarget {
 public:
  /// Needs: the port is neither stdio nor a pty without a path.
  ForeignModem(io::EventLoop& loop, PortOptions port) : loop_(loop), port_(std::move(port)) {}

  [[nodiscard]] io::OpenedFd open_line() override;
  [[nodiscard]] bool is_new() const override { return false; }
  [[nodiscard]] bool shows_packets() const override { return false; }
  [[nodiscard]] std::span<const std::string> packets(int) const override { return {}; }
  [[nodiscard]] std::vector<std::string> reasons() const override { return {}; }

 private:
  io::EventLoop& loop_;
  PortOptions port_;
};

}  // namespace atmqtt::app
