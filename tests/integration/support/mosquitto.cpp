#include "integration/support/mosquitto.hpp"

#include "integration/support/host_line.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace atmqtt::integration {

std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found = bind(probe, generic, size) == 0 && getsockname(probe, generic, &size) == 0;
  const int error = errno;
  close(probe);
  if (!found) throw std::system_error(error, std::generic_category(), "no free port");
  return ntohs(address.sin_port);
}

Mosquitto::Mosquitto(std::string_view configuration) : port_(free_port()) {
  // Only the line that says that it runs is logged, so that its pipe never fills.
  std::ofstream(directory_.path() / "mosquitto.conf") << fmt::format(
      "listener {} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n"
      "log_type information\nlog_type error\nconnection_messages false\n{}\n",
      port_, configuration);
  start();
}

std::string Mosquitto::address() const { return fmt::format("tcp://127.0.0.1:{}", port_); }

void Mosquitto::stop(int signal_number) {
  process_->signal(signal_number);
  if (!process_->wait()) throw std::runtime_error("mosquitto does not end");
  process_.reset();
}

void Mosquitto::start() {
  // Debian keeps the broker where an ordinary user's path does not lead.
  const char* program =
      access("/usr/sbin/mosquitto", X_OK) == 0 ? "/usr/sbin/mosquitto" : "mosquitto";
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program, "-c", (directory_.path() / "mosquitto.conf").string()});
  HostLine log(process_->error_output(), -1);
  const std::string said = log.read_through(" running\n");
  if (!said.ends_with(" running\n")) throw std::runtime_error("mosquitto does not run:\n" + said);
}

}  // namespace atmqtt::integration
