#pragma once

#include "integration/support/child_process.hpp"
#include "integration/support/host_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::integration {

/// The real program, started with these options.
class ModemProgram {
 public:
  explicit ModemProgram(const std::vector<std::string>& options);

  [[nodiscard]] ChildProcess& process() { return process_; }

  /// The line of --stdio.
  [[nodiscard]] HostLine& line() { return line_; }

  /// Waits for `atmqtt: ready: ` on the error output and returns the rest of that line, such as
  /// "tcp 127.0.0.1:43211"; empty if it does not come.
  [[nodiscard]] std::string wait_until_ready();

  /// The error output behind what was read already.
  [[nodiscard]] HostLine& error_output() { return error_output_; }

 private:
  ChildProcess process_;
  HostLine line_;
  HostLine error_output_;
};

/// An open TCP connection to host:port (a numeric IPv4 address), closed with the object. Fails the
/// test, by an exception, when nobody listens.
class TcpHost {
 public:
  explicit TcpHost(std::string_view host_and_port);
  TcpHost(const TcpHost&) = delete;
  TcpHost& operator=(const TcpHost&) = delete;
  ~TcpHost();

  [[nodiscard]] HostLine& line() { return line_; }

 private:
  int socket_;
  HostLine line_;
};

}  // namespace atmqtt::integration
