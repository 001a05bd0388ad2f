#include "integration/support/modem_program.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace atmqtt::integration {
namespace {

std::vector<std::string> with_program(const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {ATMQTT_PROGRAM};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

int connect_to(std::string_view host_and_port) {
  const std::size_t colon = host_and_port.rfind(':');
  if (colon == std::string_view::npos) throw std::invalid_argument(std::string(host_and_port));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  const int port = std::stoi(std::string(host_and_port.substr(colon + 1)));
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const std::string host(host_and_port.substr(0, colon));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) throw std::invalid_argument(host);
  const int opened = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(opened, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    close(opened);
    throw std::system_error(error, std::generic_category(), std::string(host_and_port));
  }
  return opened;
}

}  // namespace

ModemProgram::ModemProgram(const std::vector<std::string>& options)
    : process_(with_program(options)),
      line_(process_.output(), process_.input()),
      error_output_(process_.error_output(), -1) {}

std::string ModemProgram::wait_until_ready() {
  constexpr std::string_view mark = "atmqtt: ready: ";
  if (!error_output_.read_through(mark).ends_with(mark)) return {};
  std::string where = error_output_.read_through("\n");
  if (where.ends_with('\n')) where.pop_back();
  return where;
}

TcpHost::TcpHost(std::string_view host_and_port)
    : socket_(connect_to(host_and_port)), line_(socket_, socket_) {}

TcpHost::~TcpHost() { close(socket_); }

}  // namespace atmqtt::integration
