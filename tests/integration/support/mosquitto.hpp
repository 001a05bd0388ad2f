#pragma once

#include "integration/support/child_process.hpp"
#include "integration/support/temporary_directory.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace atmqtt::integration {

/// A port of the loopback interface that nothing listened on a moment ago.
[[nodiscard]] std::uint16_t free_port();

/// The independent broker, on a free port of the loopback interface, without persistence.
class Mosquitto {
 public:
  /// Starts it. `configuration` holds further lines of its configuration file. Fails the test, by
  /// an exception, when it does not start.
  explicit Mosquitto(std::string_view configuration = {});

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// As CONNECT of the modem takes it.
  [[nodiscard]] std::string address() const;

  /// Ends it with this signal, SIGTERM in good order or SIGKILL.
  void stop(int signal_number);
  /// Starts it again, on the same port.
  void start();

 private:
  TemporaryDirectory directory_;
  std::uint16_t port_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace atmqtt::integration
