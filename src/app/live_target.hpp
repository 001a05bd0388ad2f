#pragma once

#include "io/unique_fd.hpp"

#include <span>
#include <string>
#include <vector>

namespace atmqtt::app {

/// What stands at the other end of the line when a dialogue is played in real time.
class LiveTarget {
 public:
  LiveTarget() = default;
  LiveTarget(const LiveTarget&) = delete;
  LiveTarget& operator=(const LiveTarget&) = delete;
  virtual ~LiveTarget() = default;

  /// Opens the host's end of the line, which does not block. Needs: the former end is closed.
  [[nodiscard]] virtual io::OpenedFd open_line() = 0;

  /// Whether it has just been switched on. What has not may be in any state.
  [[nodiscard]] virtual bool is_new() const = 0;

  /// Whether it is seen what the servers receive.
  [[nodiscard]] virtual bool shows_packets() const = 0;

  /// What the server of a client has received. Needs: shows_packets().
  [[nodiscard]] virtual std::span<const std::string> packets(int client) const = 0;

  [[nodiscard]] virtual std::vector<std::string> reasons() const = 0;
};

}  // namespace atmqtt::app
