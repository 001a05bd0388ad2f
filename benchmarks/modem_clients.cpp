// The hosts of many modems in one process: each connection to the port is a modem with so many
// clients.
//
//   modem_clients PORT BROKER_PORT COUNT CLIENTS_PER_MODEM KEEP_ALIVE_S WINDOW [CAFILE]
//
// Prints `ready`. Each line on standard input is a step: the first prepares the modems of COUNT
// clients altogether and prints `made`, the second connects all clients, at most WINDOW of them at
// a time, and prints `connected`; the end of the input ends the process. With CAFILE the clients
// speak TLS and check the server's chain and name against it.

#include "line.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <fstream>
#include <sstream>
#include <vector>

namespace {

struct Arguments {
  std::uint16_t port;
  int broker_port;
  int count;
  int clients_per_modem;
  int keep_alive_s;
  int window;
  std::string certificate;  ///< empty: plain TCP
};

[[noreturn]] void refuse(std::string_view got) {
  fmt::print(stderr, "modem_clients: a modem said \"{}\"\n", got);
  std::exit(1);
}

void ask(int fd, std::string_view octets, std::string_view answer) {
  line::write_all(fd, octets);
  const std::string_view got = line::read_all(fd, answer.size());
  if (got != answer) refuse(got);
}

class Hosts {
 public:
  explicit Hosts(const Arguments& arguments) : arguments_(arguments) {}

  void prepare() {
    for (int i = 0; i < arguments_.count / arguments_.clients_per_modem; ++i) prepare(i);
  }

  void connect() {
    const int client_count = static_cast<int>(modems_.size()) * arguments_.clients_per_modem;
    for (int i = 0; i < arguments_.window; ++i) connect_next();
    std::vector<epoll_event> events(256);
    while (connected_count_ < client_count) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u32);
    }
  }

 private:
  struct Modem {
    int fd;
    std::string received;
  };

  void prepare(int number) {
    const int fd = line::connect_tcp(arguments_.port);
    ask(fd, "ATE0\r", "ATE0\r\r\nOK\r\n");
    if (!arguments_.certificate.empty()) {
      ask(fd, fmt::format("AT+CCERTDOWN=\"ca.pem\",{}\r", arguments_.certificate.size()), "\r\n>");
      ask(fd, arguments_.certificate, ok);
      for (int client = 0; client < arguments_.clients_per_modem; ++client) {
        ask(fd, fmt::format("AT+CSSLCFG=\"authmode\",{},1\r", client), ok);
        ask(fd, fmt::format("AT+CSSLCFG=\"cacert\",{},\"ca.pem\"\r", client), ok);
      }
    }
    ask(fd, "AT+CMQTTSTART\r", "\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n");
    for (int client = 0; client < arguments_.clients_per_modem; ++client) {
      ask(fd,
          fmt::format("AT+CMQTTACCQ={},\"ours-{}-{}-{}\",{}\r", client, getpid(), number, client,
                      arguments_.certificate.empty() ? 0 : 1),
          ok);
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(modems_.size());
    line::require(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll");
    modems_.push_back({fd, {}});
  }

  void connect_next() {
    if (next_modem_ == modems_.size()) return;
    line::write_all(modems_[next_modem_].fd,
                    fmt::format("AT+CMQTTCONNECT={},\"tcp://localhost:{}\",{},1\r", next_client_,
                                arguments_.broker_port, arguments_.keep_alive_s));
    if (++next_client_ < arguments_.clients_per_modem) return;
    next_client_ = 0;
    ++next_modem_;
  }

  void read(std::uint32_t number) {
    Modem& modem = modems_[number];
    char buffer[1024];
    const ssize_t size = ::read(modem.fd, buffer, sizeof buffer);
    if (size <= 0) refuse(modem.received);
    modem.received.append(buffer, static_cast<std::size_t>(size));
    for (int client = 0; client < arguments_.clients_per_modem; ++client) {
      const std::string result = fmt::format("\r\n+CMQTTCONNECT: {},0\r\n", client);
      const std::size_t at = modem.received.find(result);
      if (at == std::string::npos) continue;
      modem.received.erase(at, result.size());
      ++connected_count_;
      connect_next();
    }
    if (modem.received.find("+CMQTT") != std::string::npos && modem.received.ends_with("\r\n")) {
      refuse(modem.received);
    }
  }

  static constexpr std::string_view ok = "\r\nOK\r\n";

  const Arguments& arguments_;
  int epoll_ = epoll_create1(0);
  std::vector<Modem> modems_;
  std::size_t next_modem_ = 0;
  int next_client_ = 0;
  int connected_count_ = 0;
};

/// Ends the process when there is none.
void await_step() {
  char line[64];
  if (::read(STDIN_FILENO, line, sizeof line) <= 0) std::exit(0);
}

std::string read_file(const char* path) {
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7 && argc != 8) return 2;
  rlimit limit{};
  line::require(getrlimit(RLIMIT_NOFILE, &limit), "limit");
  limit.rlim_cur = limit.rlim_max;
  line::require(setrlimit(RLIMIT_NOFILE, &limit), "limit");
  const Arguments arguments{static_cast<std::uint16_t>(std::atoi(argv[1])),
                            std::atoi(argv[2]),
                            std::atoi(argv[3]),
                            std::atoi(argv[4]),
                            std::atoi(argv[5]),
                            std::atoi(argv[6]),
                            argc == 8 ? read_file(argv[7]) : ""};
  Hosts hosts(arguments);
  line::say("ready");
  await_step();
  hosts.prepare();
  line::say("made");
  await_step();
  hosts.connect();
  line::say("connected");
  await_step();
}
